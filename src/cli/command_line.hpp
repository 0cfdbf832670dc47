// The command line as data.
#pragma once

#include "cli/shard.hpp"
#include "compare/lab_visit.hpp"
#include "compare/matrix_check.hpp"
#include "compare/program.hpp"
#include "compare/replay.hpp"
#include "origin/server.hpp"

#include <flags/catalog/country_code.hpp>
#include <flags/catalog/name_template.hpp>
#include <flags/catalog/path_template.hpp>
#include <flags/dns/probe.hpp>
#include <flags/fetch/retry.hpp>
#include <flags/http/client_options.hpp>
#include <flags/window/limits.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace flags::cli {

enum class download_mode : std::uint8_t { concurrent, sequential, sequential_keepalive };

[[nodiscard]] std::string_view to_string(download_mode mode) noexcept;

enum class expected_content : std::uint8_t { by_name, image, any };

/// What `flags get` downloads in place of flags: a list of URLs of any length.
struct list_options {
    std::vector<std::string> urls{};    ///< of the command line
    std::optional<std::string> input{}; ///< a file with further lines, "-" for standard input
    catalog::path_template names = catalog::path_template::parse("{name}");
    bool marks_collisions =
        false; ///< the second of two lines with one file gets another, and is not left out
    expected_content expect = expected_content::by_name;
    std::size_t per_host = SIZE_MAX;
    std::optional<std::filesystem::path> failed{}; ///< is written: a list of what failed
    shard part{};                                  ///< the lines that this run takes
};

/// `flags get`, and `flags retry`, which takes what to get from a journal and not from codes, a server and names.
struct get_options {
    std::vector<catalog::country_code> codes; ///< sorted, each once
    std::optional<list_options> list{};       ///< then there are neither codes nor a server
    /// LOCAL, DELAY, ERROR, a base URL or a template.
    std::string server = "LOCAL";
    std::optional<origin::options> embedded{}; ///< how the server of this process behaves, if it is used
    std::string extension;                     ///< without a dot
    download_mode mode = download_mode::concurrent;
    std::size_t max_requests = window::limits().per_origin; ///< at once, or at most when automatic
    bool automatic = true;       ///< how many at once is found out, for each origin
    bool remembers_paths = true; ///< when it is found out
    std::optional<std::filesystem::path>
        path_memory; ///< the file for that; the usual one where there is none
    std::filesystem::path output_dir = "flags_out";
    catalog::name_template names = catalog::name_template::parse("{CC}"); ///< of the files
    bool dry_run = false;
    bool fsync = false;
    std::optional<std::filesystem::path> json;    ///< "-" for standard output, as for each report
    std::optional<std::filesystem::path> journal; ///< is added to
    bool retry = false;                           ///< what the journal says is not done, is wanted
    std::optional<std::filesystem::path> resume;  ///< what this journal says is done, is skipped
    http::client_options client;
    fetch::retry_policy retries;
    std::optional<std::chrono::milliseconds> deadline; ///< of the whole run
    bool progress = true;                              ///< shown, unless verbosity says otherwise
    int verbosity = 0;                                 ///< -1: failures only
};

/// `flags serve`
struct serve_options {
    origin::options origin;
    int verbosity = 0;
};

enum class probe_output : std::uint8_t { book, columns, tsv, json };

/// `flags probe`
struct lookup_options {
    std::vector<std::string> names{};
    std::optional<std::string> input{};      ///< file with further names, "-" for standard input
    std::string tld{};                       ///< when not empty, the names are words below it
    std::optional<std::size_t> max_length{}; ///< of a word
    bool wildcard_check = false;
    probe_output output = probe_output::book;
    dns::probe_options resolver{};
    int verbosity = 0;
};

/// `flags lab`
struct lab_options {
    compare::lab_setup setup{};
    std::vector<std::string> command{};
};

/// `flags compare`
struct compare_options {
    std::optional<std::filesystem::path>
        show{}; ///< a comparison to show again, "-" for standard input; nothing is measured
    std::vector<catalog::country_code> codes{};
    std::optional<compare::lab_setup> lab{}; ///< none: `server` over the real network
    std::string server{};                    ///< a base URL or a template
    std::string extension = "png";
    std::vector<compare::at_once> numbers{
        {.most = get_options().max_requests, .automatic = true}}; ///< of the concurrent modes
    std::size_t runs = 10;                                        ///< of each variant, at most
    std::optional<double> precision{};
    std::uint64_t seed = 0;
    bool warm = false;  ///< a mode that remembers the path, too
    bool peers = false; ///< those that are installed
    std::vector<compare::program> own_peers{};
    std::optional<std::filesystem::path> json{};
    std::optional<std::filesystem::path> html{};
    std::optional<std::filesystem::path> har{};
};

/// A row of a matrix, as it was asked for.
struct bench_condition {
    std::string name{};
    compare::lab_setup lab{};
    std::vector<catalog::country_code> codes{};
    std::optional<std::size_t> file_bytes{}; ///< of each flag, in place of the real ones
};

/// `flags bench`
struct bench_options {
    std::optional<std::filesystem::path> show{};    ///< a matrix to show again; nothing is measured
    std::optional<std::filesystem::path> resume{};  ///< a matrix to go on with, which is written, too
    std::optional<std::filesystem::path> against{}; ///< an older matrix to compare with
    std::vector<bench_condition> conditions{};
    std::optional<compare::replayed_site>
        replay{}; ///< what the lab's server stands for, in place of real flags
    std::vector<std::string> modes{"sequential", "sequential-keepalive", "concurrent"};
    std::vector<compare::at_once> numbers{}; ///< of the concurrent mode; more than there are files means all
    std::size_t runs = 10;                   ///< of each cell, at most
    std::optional<double> precision{};
    std::uint64_t seed = 0;
    bool peers = false; ///< those that are installed
    std::chrono::milliseconds time_limit = std::chrono::minutes(10);
    std::vector<compare::matrix_check> fail_if{};
    std::optional<std::filesystem::path> json{};
    std::optional<std::filesystem::path> csv{};
    std::optional<std::filesystem::path> markdown{};
    std::optional<std::filesystem::path> svg{};
    std::string svg_of{}; ///< a network, for its curve; a cell, for its requests; empty: the heat map
    std::optional<std::filesystem::path> html{};
    std::optional<std::filesystem::path> har{}; ///< of `cell`
    std::string cell{};                         ///< "fast-4g:8"
};

/// `flags profiles`
struct profiles_options {
    bool json = false;
};

/// `flags paths`
struct paths_options {
    std::vector<std::string> origins{}; ///< as on the command line; all when empty
    std::optional<std::filesystem::path> file{};
    bool clear = false;
    bool json = false;
};

/// `flags doctor`
struct doctor_options {};

/// What `--help` or `--version` asks for: text for standard output, and nothing to do.
struct information {
    std::string text;
};

using command = std::variant<get_options, serve_options, lookup_options, lab_options, compare_options,
                             bench_options, profiles_options, paths_options, doctor_options, information>;

/// Errors: usage_error with one sentence that names the option and a right value.
[[nodiscard]] command parse_command_line(int argc, const char* const* argv);

} // namespace flags::cli
