// A run counts when its files are there, and only then.
#include "bench/measure.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace flags;
using namespace flags::bench;
using flags::test::temp_dir;
using namespace std::chrono_literals;

namespace {

// A program that does `script` in the folder.
compare::contender shell(const std::string& name, const std::string& script, bool saves = true) {
    return {.name = name,
            .start =
                [script](const std::filesystem::path& folder) {
                    process::command what;
                    what.argv = {"sh", "-c", script};
                    what.working_folder = folder;
                    what.time_limit = 30s;
                    return what;
                },
            .saves = saves};
}

constexpr compare::goal two_files{.files = 2, .bytes = 5};

} // namespace

TEST_CASE("runs that bring the files count, one block more than they are is run to warm up") {
    const temp_dir scratch;
    const auto log = (scratch.path() / "log").string();
    const std::vector<compare::contender> programs{
        shell("one", "echo one >>" + log + "; printf abc >a; mkdir d; printf de >d/b"),
        shell("two", "echo two >>" + log + "; printf ab >x; printf cde >y"),
    };
    const auto result = measure(programs, two_files, {.runs = 3}, scratch.path());
    REQUIRE(result.size() == 2);
    for (const auto& runs : result) {
        CHECK(runs.wall_seconds.size() == 3);
        CHECK(runs.cpu_seconds.size() == 3);
        CHECK(runs.peak_rss_bytes.size() == 3);
        CHECK(runs.failures.empty());
        CHECK(runs.wall_seconds.front() > 0);
        CHECK(runs.peak_rss_bytes.front() > 0);
    }
    CHECK(result[0].name == "one");
    CHECK(result[1].name == "two");

    std::ifstream lines(log);
    for (int block = 0; block < 4; ++block) {
        std::string first;
        std::string second;
        REQUIRE(static_cast<bool>(lines >> first >> second));
        CHECK(first != second);
    }
    std::string more;
    CHECK_FALSE(static_cast<bool>(lines >> more));
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "files"));
}

TEST_CASE("a run that failed is no sample, and says why") {
    const temp_dir scratch;
    const std::vector<compare::contender> programs{
        shell("exit", "printf abc >a; printf de >b; echo 'no route' >&2; echo more >&2; exit 6"),
        shell("few", "printf abcde >a"),
        shell("short", "printf abc >a; printf d >b"),
        shell("good", "printf abc >a; printf de >b"),
    };
    const auto result = measure(programs, two_files, {.runs = 2}, scratch.path());
    CHECK(result[0].failures == std::vector<std::string>(2, "exit code 6: no route"));
    CHECK(result[1].failures == std::vector<std::string>(2, "1 files with 5 bytes instead of 2 with 5"));
    CHECK(result[2].failures == std::vector<std::string>(2, "2 files with 4 bytes instead of 2 with 5"));
    for (const std::size_t failed : {0U, 1U, 2U})
        CHECK(result[failed].wall_seconds.empty());
    CHECK(result[3].wall_seconds.size() == 2);
}

TEST_CASE("a program that hangs is killed and has failed") {
    const temp_dir scratch;
    const compare::contender hangs{.name = "hangs", .start = [](const std::filesystem::path&) {
                                       process::command what;
                                       what.argv = {"sleep", "1000"};
                                       what.time_limit = 50ms;
                                       return what;
                                   }};
    const auto result = measure({&hangs, 1}, two_files, {.runs = 1}, scratch.path());
    CHECK(result[0].failures == std::vector<std::string>{"killed at its time limit"});
}

TEST_CASE("a program that throws the files away has to say how many they were") {
    const temp_dir scratch;
    const std::vector<compare::contender> programs{
        shell("says", "echo 2 5", false),
        shell("wrong", "echo 1 5", false),
        shell("silent", "true", false),
    };
    const auto result = measure(programs, two_files, {.runs = 1}, scratch.path());
    CHECK(result[0].wall_seconds.size() == 1);
    CHECK(result[1].failures == std::vector<std::string>{"it says \"1 5\" instead of \"2 5\""});
    CHECK(result[2].failures == std::vector<std::string>{"it says \"\" instead of \"2 5\""});
}

TEST_CASE("a measurement that is given up stops before the next run and leaves nothing") {
    const temp_dir scratch;
    const auto log = scratch.path() / "log";
    const std::vector<compare::contender> programs{
        shell("counts", "echo >>" + log.string() + "; printf abc >a; printf de >b")};
    int left = 2;
    const compare::effort how{.runs = 5, .seed = 1, .go_on = [&] { return left-- > 0; }};
    CHECK_THROWS_AS((void)measure(programs, two_files, how, scratch.path()), compare::interrupted);
    CHECK(std::filesystem::file_size(log) == 2);
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "files"));
}

TEST_CASE("a measurement ends with the first whole block that is enough") {
    const temp_dir scratch;
    const std::vector<compare::contender> programs{shell("a", "printf abc >a; printf de >b"),
                                                   shell("b", "printf abc >a; printf de >b")};
    int kept = 0;
    const compare::effort how{.runs = 50, .enough = [&] { return ++kept == 3; }};
    const auto result = measure(programs, two_files, how, scratch.path());
    CHECK(result[0].wall_seconds.size() == 3);
    CHECK(result[1].wall_seconds.size() == 3);
}
