// Where reports go, and what is refused before a run.
#include "cli/report_file.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace flags;
using namespace flags::cli;
namespace fs = std::filesystem;

TEST_CASE("a report is written to the file that links lead to, and the links stay") {
    const test::temp_dir folder;
    fs::create_directory(folder.path() / "there");
    std::ofstream(folder.path() / "there/old.json") << "old";
    fs::create_symlink("there/old.json", folder.path() / "link");
    fs::create_symlink("link", folder.path() / "second");
    fs::create_symlink("there/new.json", folder.path() / "dangling");
    write_report(folder.path() / "second", "new");
    write_report(folder.path() / "dangling", "first");
    CHECK(test::read_file(folder.path() / "there/old.json") == "new");
    CHECK(test::read_file(folder.path() / "there/new.json") == "first");
    for (const auto* const link : {"link", "second", "dangling"})
        CHECK(fs::is_symlink(folder.path() / link));
}

TEST_CASE("a named pipe is written to and stays") {
    const test::temp_dir folder;
    const auto pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::string read;
    std::thread reader([&] { read = test::read_file(pipe); });
    write_report(pipe, "through it");
    reader.join();
    CHECK(read == "through it");
    CHECK(fs::is_fifo(pipe));
}

TEST_CASE("a report in a missing folder is refused, and no file is made") {
    const test::temp_dir folder;
    CHECK_THROWS_AS(check_report_file("--json", folder.path() / "missing/a.json"), usage_error);
    fs::create_symlink("missing/a.json", folder.path() / "link");
    CHECK_THROWS_AS(check_report_file("--json", folder.path() / "link"), usage_error);
    CHECK_FALSE(fs::exists(folder.path() / "missing"));
    check_report_file("--json", folder.path() / "a.json");
    CHECK_FALSE(fs::exists(folder.path() / "a.json"));
    check_report_file("--json", "-");
    check_report_file("--json", "/dev/full");
    check_report_file("--json", "in_this_folder.json");
}
