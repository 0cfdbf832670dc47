// Where reports go: files, links, devices, pipes and standard output.
#include "e2e/terminal.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

using namespace flags::test;
using nlohmann::json;
namespace fs = std::filesystem;

TEST_CASE("a report that goes to a device or a pipe is written to it and does not replace it") {
    const program flags;
    const auto result = flags.run({"BR", "--json", "/dev/stderr"});
    CHECK(result.exit_code == exit_ok);
    CHECK(json::parse(result.err)["counts"]["ok"] == 1);
    CHECK(fs::is_symlink("/dev/stderr"));
    const auto full = flags.run({"BR", "--json", "/dev/full"});
    CHECK(full.exit_code == exit_machine);
    CHECK(full.err.contains("/dev/full"));
}

TEST_CASE("/dev/stdout stays when it is a file, and the report is written after the codes") {
    const program flags;
    const auto before = fs::read_symlink("/dev/stdout");
    CHECK(flags.shell("exec \"$@\" >all.txt", {"BR", "--json", "/dev/stdout"}).exit_code == exit_ok);
    CHECK(fs::is_symlink("/dev/stdout"));
    CHECK(fs::read_symlink("/dev/stdout") == before);
    const auto all = read_file(flags.folder() / "all.txt");
    CHECK(all.starts_with("BR \n1 download in "));
    CHECK(json::parse(all.substr(all.find('{')))["counts"]["ok"] == 1);
}

TEST_CASE("with - standard output has the report only, and codes go to standard error") {
    const program flags;
    const auto result = flags.run({"BR", "--json", "-"});
    CHECK(result.exit_code == exit_ok);
    CHECK(json::parse(result.out)["counts"]["ok"] == 1);
    CHECK(codes_of(result.err, 1) == std::vector<std::string>{"BR"});
    CHECK(flags.run({"BR", "--json", "-", "-q"}).err.empty());
    CHECK_FALSE(fs::exists(flags.folder() / "-"));
}

TEST_CASE("on a terminal, codes on standard error are shown as on standard output") {
    const program flags;
    terminal screen(24, 80);
    flags::process::child running(screen.attached(flags.command({"BR", "--json", "-"}), ""));
    const auto result = running.wait();
    CHECK(result.exit_code == exit_ok);
    CHECK(json::parse(result.out)["counts"]["ok"] == 1);
    screen.drain();
    CHECK(screen.row(0) == "BR");
    CHECK(screen.row(1).starts_with("1 download in "));
}

TEST_CASE("a link stays, and its target gets the report") {
    const program flags;
    fs::create_directory(flags.folder() / "there");
    fs::create_symlink("there/report.json", flags.folder() / "link.json");
    for (int run = 0; run < 2; ++run) { // into a new file, and into an old one
        CHECK(flags.run({"BR", "--json", "link.json"}).exit_code == exit_ok);
        CHECK(fs::is_symlink(flags.folder() / "link.json"));
        CHECK(json::parse(read_file(flags.folder() / "there/report.json"))["counts"]["ok"] == 1);
    }
}

TEST_CASE("a report in a missing folder is refused before anything is done") {
    const program flags;
    write_file(flags.folder() / "file", "");
    for (const auto* const command : {"get", "compare"})
        for (const std::string report : {"missing/report.json", "file/report.json"}) {
            const auto result = flags.run({command, "--json", report});
            CHECK(result.exit_code == exit_usage);
            CHECK(result.out.empty());
            CHECK(result.err.starts_with("flags: --json " + report + ": its folder is missing"));
        }
    CHECK_FALSE(fs::exists(flags.folder() / "missing"));
    CHECK_FALSE(fs::exists(flags.output_dir()));
}
