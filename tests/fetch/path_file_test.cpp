// The file of paths: private, whole at every moment, and never trusted.
#include "support/in_child.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <flags/fetch/path_file.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
using namespace flags;
using flags::fetch::path_file;
using flags::fetch::usual_path_file;
using flags::window::path_memory;

namespace {

const path_memory::time_point noon{std::chrono::hours(24 * 365 * 50)};

auto learns(const std::string& origin) {
    return [origin](path_memory& memory) {
        memory.learn({.network = "n", .origin = origin},
                     {.rate = {10e6}, .round_trip = window::seconds(0.1), .answer_bytes = 12'000}, noon);
    };
}

path_memory memory_in(const fs::path& file) {
    path_file read(file);
    const auto memory = read.read();
    REQUIRE(memory);
    return **memory;
}

mode_t permissions_of(const fs::path& file) {
    struct stat facts{};
    REQUIRE(::stat(file.c_str(), &facts) == 0);
    return facts.st_mode & 07777U;
}

// Why the file is left alone, also by who would write it.
std::string fault_in(const fs::path& file) {
    const auto memory = path_file(file).read();
    REQUIRE_FALSE(memory);
    CHECK_THROWS_AS(path_file(file).change(learns("x")), storage_error);
    return memory.error();
}

} // namespace

TEST_CASE("what is learned is in the file, which only its owner can read") {
    const test::temp_dir home;
    const auto file = home.path() / "cache" / "flags" / "paths.json";
    CHECK(memory_in(file).paths().empty());
    CHECK_FALSE(fs::exists(home.path() / "cache"));
    path_file(file).change(learns("a"));
    path_file(file).change(learns("b"));
    CHECK(memory_in(file).paths().size() == 2);
    CHECK(permissions_of(file) == 0600);
    CHECK(permissions_of(file.parent_path()) == 0700);
    CHECK(permissions_of(home.path() / "cache") == 0700);
    CHECK(std::distance(fs::directory_iterator(file.parent_path()), {}) == 1);
}

TEST_CASE("what another run has learned meanwhile is kept, and a file that is as it was is not read again") {
    const test::temp_dir home;
    const auto file = home.path() / "paths.json";
    path_file(file).change(learns("a"));
    path_file long_run(file);
    const path_memory* const first = long_run.read().value();
    CHECK(first->paths().size() == 1);
    path_file(file).change(learns("b"));
    long_run.change(learns("c"));
    CHECK(memory_in(file).paths().size() == 3);
    CHECK(long_run.read().value()->paths().size() == 3);

    // Nobody writes into the file that is there. Here it shows that no byte of it is read again.
    auto text = test::read_file(file);
    const auto time = fs::last_write_time(file);
    text[0] = '[';
    std::fstream(file, std::ios::in | std::ios::out) << text;
    fs::last_write_time(file, time);
    CHECK(long_run.read());
    CHECK_FALSE(path_file(file).read());
}

TEST_CASE("lists in lists are no memory, however deep") {
    const test::temp_dir home;
    const auto file = home.path() / "paths.json";
    const std::string open(200'000, '[');
    std::ofstream(file) << R"({"schema": 1, "paths": )" << open << std::string(open.size(), ']') << '}';
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    CHECK(memory_in(file).paths().empty());
}

TEST_CASE("an empty file is an empty memory") {
    const test::temp_dir home;
    std::ofstream(home.path() / "p").close();
    CHECK(memory_in(home.path() / "p").paths().empty());
    path_file(home.path() / "p").change(learns("a"));
    CHECK(memory_in(home.path() / "p").paths().size() == 1);
}

TEST_CASE("what is no memory that this user wrote is left alone") {
    const test::temp_dir home;
    const auto file = home.path() / "paths.json";
    path_file(file).change(learns("a"));

    SUBCASE("others may write to it") {
        for (const auto who : {fs::perms::others_write, fs::perms::group_write}) {
            fs::permissions(file, who, fs::perm_options::add);
            CHECK(fault_in(file).ends_with("can be written to by others"));
            fs::permissions(file, who, fs::perm_options::remove);
        }
    }
    SUBCASE("a link") {
        fs::create_symlink(file, home.path() / "link");
        CHECK(fault_in(home.path() / "link").ends_with("is a symbolic link"));
    }
    SUBCASE("a named pipe, which nobody waits for") {
        REQUIRE(::mkfifo((home.path() / "pipe").c_str(), 0600) == 0);
        CHECK(fault_in(home.path() / "pipe").ends_with("is no regular file"));
    }
    SUBCASE("a folder") { CHECK(fault_in(home.path()).ends_with("is no regular file")); }
    SUBCASE("a device") { CHECK(fault_in("/dev/zero").ends_with("is no regular file")); }
    SUBCASE("another user's") {
        if (::geteuid() != 0) return;
        REQUIRE(::chown(file.c_str(), 65'534, 65'534) == 0);
        CHECK(fault_in(file).ends_with("belongs to another user"));
    }
    SUBCASE("one gigabyte, with holes") {
        fs::resize_file(file, 1U << 30U);
        CHECK(fault_in(file).ends_with("is too large"));
    }
    SUBCASE("other texts") {
        for (const std::string& text : {std::string("My diary"), std::string(R"({"schema": 2, "paths": []})"),
                                        std::string("\0", 1), std::string(100'000, '[')}) {
            std::ofstream(file, std::ios::trunc) << text;
            CHECK(fault_in(file).ends_with("holds something else, or comes from another version"));
            CHECK(test::read_file(file) == text);
        }
    }
    SUBCASE("a file that cannot be read") {
        const int seen = test::in_child([&] {
            fs::permissions(file, fs::perms::none);
            fs::permissions(home.path(), fs::perms::all);
            if (!test::become_nobody()) return test::cannot_run_here;
            return path_file(file).read() ? 1 : 0;
        });
        CHECK((seen == 0 || seen == test::cannot_run_here));
    }
}

TEST_CASE("a folder that cannot be made is an error that names it") {
    const test::temp_dir home;
    std::ofstream(home.path() / "file").close();
    const auto below = home.path() / "file" / "flags" / "paths.json";
    CHECK_FALSE(path_file(below).read());
    CHECK_THROWS_AS(path_file(below).change(learns("a")), storage_error);
}

TEST_CASE("of two runs that write at once each finds a whole file, and the last one stays") {
    const test::temp_dir home;
    const auto file = home.path() / "paths.json";
    const auto write_often = [&file](const std::string& own) {
        return test::start_child([&file, own] {
            for (int i = 0; i < 200; ++i) {
                path_file(file).change(learns(own + std::to_string(i % 20)));
                if (!path_file(file).read()) return 1;
            }
            return 0;
        });
    };
    const pid_t one = write_often("one");
    const pid_t other = write_often("other");
    CHECK(test::wait_for_child(one) == 0);
    CHECK(test::wait_for_child(other) == 0);
    CHECK_FALSE(memory_in(file).paths().empty());
    CHECK(std::distance(fs::directory_iterator(home.path()), {}) == 1);
}

TEST_CASE("the file is in the folder for caches, if the environment names one") {
    // NOLINTBEGIN(concurrency-mt-unsafe): one thread
    const char* const before = std::getenv("HOME");
    const std::string home = before != nullptr ? before : "";
    struct row {
        const char* caches; // null: not set
        const char* home;
        const char* file; // empty: none
    };
    constexpr row table[] = {
        {"/c", "/h", "/c/flags/paths.json"},
        {nullptr, "/h", "/h/.cache/flags/paths.json"},
        {"", "/h", "/h/.cache/flags/paths.json"},
        {"c", "/h", "/h/.cache/flags/paths.json"},
        {nullptr, nullptr, ""},
        {nullptr, "", ""},
        {"./c", "h", ""},
        {"/c", nullptr, "/c/flags/paths.json"},
    };
    const auto set = [](const char* name, const char* value) {
        value != nullptr ? ::setenv(name, value, 1) : ::unsetenv(name);
    };
    for (const row& each : table) {
        CAPTURE(each.file);
        set("XDG_CACHE_HOME", each.caches);
        set("HOME", each.home);
        CHECK(usual_path_file().value_or("") == each.file);
    }
    ::unsetenv("XDG_CACHE_HOME");
    set("HOME", before != nullptr ? home.c_str() : nullptr);
    // NOLINTEND(concurrency-mt-unsafe)
}
