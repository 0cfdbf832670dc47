// Runs the built program in a folder of its own, as a shell would, and reads what it left.
#pragma once

#include "process/child.hpp"
#include "support/hostile_server.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace flags::test {

/// Exit codes as documented in --help.
enum program_exit : std::uint8_t {
    exit_ok = 0,
    exit_some_failed = 1,
    exit_usage = 2,
    exit_machine = 3,
    exit_nothing_concluded = 4,
    exit_interrupted = 130
};

/// Owns: a temporary folder, which is the program's working folder. The program sees no proxy and
/// no CA file of the environment, and its caches are in that folder.
class program {
public:
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_.path(); }
    [[nodiscard]] std::filesystem::path output_dir() const { return folder() / "flags_out"; }

    /// To be started with process::child, which can talk to it while it runs. It dies with the test.
    [[nodiscard]] process::command command(const std::vector<std::string>& args) const;
    [[nodiscard]] process::usage run(const std::vector<std::string>& args) const;
    /// Runs `script` with sh, where "$@" is the program with `args`.
    [[nodiscard]] process::usage shell(const std::string& script, const std::vector<std::string>& args) const;

    /// Names of the files in the output folder, hidden ones too; none when it does not exist.
    [[nodiscard]] std::set<std::string> files() const;
    /// The bytes of a file in the output folder; empty when it is not there.
    [[nodiscard]] std::string file(const std::string& name) const;
    /// What `--json report.json` wrote.
    [[nodiscard]] nlohmann::json report() const;

private:
    temp_dir folder_;
};

/// Standard output taken apart: codes, each followed by one space, and the closing line.
struct said {
    std::vector<std::string> codes;
    std::string closing;
};

/// Checks that `out` has exactly the form of the book's programs.
[[nodiscard]] said parse_output(const std::string& out);

/// The same, and that the closing line is "{downloads} downloads in N.NNs".
[[nodiscard]] std::vector<std::string> codes_of(const std::string& out, int downloads);

/// The codes of the default selection, sorted.
[[nodiscard]] std::vector<std::string> default_codes();

/// "BR" to the bytes of Debian's flag.
[[nodiscard]] std::string real_flag(const std::string& code);

void write_file(const std::filesystem::path& file, std::string_view bytes);

/// Writes the folder of a server in the book's layout: `{cc}/{cc}.png`, real flags.
void lay_out_flags(const std::filesystem::path& root, const std::vector<std::string>& codes);

/// A whole 200 answer.
[[nodiscard]] std::string answer_with(std::string_view body);

/// The URL template of a server whose behaviour is chosen by country: "/br/flag.png" behaves as on("br").
[[nodiscard]] std::string by_country(const hostile_server& server);

} // namespace flags::test
