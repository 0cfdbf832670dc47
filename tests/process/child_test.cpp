// Programs are started as asked, followed to their end, and measured.
#include "process/child.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

using namespace flags;
using namespace flags::process;
using namespace std::chrono_literals;

namespace {

command shell(const std::string& script) { return {.argv = {"sh", "-c", script}}; }

// A test that hangs is ended by ctest; this limit is only for programs that end by themselves.
bool exists(pid_t pid) { return ::kill(pid, 0) == 0 || errno != ESRCH; }

} // namespace

TEST_CASE("the exit code and both streams are returned") {
    const auto result = run(shell("echo out; echo err >&2; exit 7"));
    CHECK(result.exit_code == 7);
    CHECK(result.out == "out\n");
    CHECK(result.err == "err\n");
    CHECK_FALSE(result.timed_out);
}

TEST_CASE("arguments with any bytes arrive unchanged") {
    const auto result = run({.argv = {"printf", "%s|", "a b", "", "$HOME", "'\"\\", "*"}});
    CHECK(result.out == "a b||$HOME|'\"\\|*|");
}

TEST_CASE("variables are added and replaced, the others are inherited") {
    auto what = shell("echo \"$FLAGS_NEW,$HOME,${PATH:+path}\"");
    what.environment = {"FLAGS_NEW=1", "HOME=/nowhere"};
    CHECK(run(what).out == "1,/nowhere,path\n");
}

TEST_CASE("the program runs in the folder that was named") {
    auto what = shell("pwd");
    what.working_folder = "/usr";
    CHECK(run(what).out == "/usr\n");
}

TEST_CASE("standard input is empty and not the caller's") {
    CHECK(run(shell("cat; echo end")).out == "end\n");
}

TEST_CASE("output beyond the limit is dropped and does not block the program") {
    const auto result = run(shell("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; exit 3"));
    CHECK(result.exit_code == 3);
    CHECK(result.out.size() == 64UL * 1024);
    CHECK(result.err.size() == 64UL * 1024);
}

TEST_CASE("a program that a signal ended has the exit code that shells give") {
    CHECK(run(shell("kill -TERM $$")).exit_code == 128 + SIGTERM);
}

TEST_CASE("the time limit kills") {
    auto what = shell("echo started; exec sleep 1000");
    what.time_limit = 200ms;
    const auto result = run(what);
    CHECK(result.timed_out);
    CHECK(result.exit_code == 128 + SIGKILL);
    CHECK(result.wall >= 200ms);
    CHECK(result.out == "started\n");
}

TEST_CASE("waiting is wall time but not processor time, computing is both") {
    const auto waited = run({.argv = {"sleep", "0.3"}});
    CHECK(waited.wall >= 300ms);
    CHECK(waited.cpu < waited.wall);

    const auto computed = run(shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"));
    CHECK(computed.cpu > 10ms);
    CHECK(computed.cpu > waited.cpu);
}

TEST_CASE("processor time is that of one program, not of all before it") {
    const auto busy = run(shell("i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done"));
    CHECK(run({.argv = {"true"}}).cpu < busy.cpu);
}

TEST_CASE("the peak of memory is that of the program") {
    constexpr std::size_t block = 96UL * 1024 * 1024;
    const auto small = run({.argv = {"true"}});
    const auto large =
        run({.argv = {"dd", "if=/dev/zero", "of=/dev/null", "bs=" + std::to_string(block), "count=1"}});
    REQUIRE(large.exit_code == 0);
    CHECK(large.peak_rss_bytes >= block);
    CHECK(small.peak_rss_bytes > 0);
    CHECK(small.peak_rss_bytes < large.peak_rss_bytes);
}

TEST_CASE("lines are read while the program runs, also several that came at once") {
    child program(shell(R"(printf 'one\ntwo\n\nlast'; exec sleep 1000)"));
    CHECK(program.read_line() == "one");
    CHECK(program.read_line() == "two");
    CHECK(program.read_line().empty());
    program.terminate();
    CHECK(program.read_line() == "last");
    const auto result = program.wait();
    CHECK(result.exit_code == 128 + SIGTERM);
    CHECK_FALSE(result.timed_out);
}

TEST_CASE("pieces may end with another character than a newline") {
    child program(shell("printf 'CN IN\\nUS '; exec sleep 1000"));
    CHECK(program.read_line(' ') == "CN");
    CHECK(program.read_line() == "IN");
    CHECK(program.read_line(' ') == "US");
    CHECK(exists(program.pid()));
}

TEST_CASE("reading a line ends when the program closes its output or its time is over") {
    child closed(shell("exec >&-; exec sleep 1000"));
    CHECK(closed.read_line().empty());

    auto what = shell("exec sleep 1000");
    what.time_limit = 100ms;
    child silent(what);
    CHECK(silent.read_line().empty());
    CHECK(silent.wait().timed_out);
}

TEST_CASE("waiting ends with the program, though its child still holds the output") {
    auto what = shell("sleep 1000 & echo $!");
    what.time_limit = 100s;
    const auto result = run(what);
    CHECK_FALSE(result.timed_out);
    const auto orphan = static_cast<pid_t>(std::stoi(result.out));
    CHECK(exists(orphan));
    ::kill(orphan, SIGKILL);
}

TEST_CASE("a child that goes out of scope is killed and leaves no zombie") {
    std::optional<child> program(shell("echo $$; exec sleep 1000"));
    const auto pid = static_cast<pid_t>(std::stoi(program->read_line()));
    CHECK(exists(pid));
    program.reset();
    CHECK_FALSE(exists(pid));
}

TEST_CASE("only the descriptors that were named are inherited") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const unique_fd read_end(ends[0]);
    const unique_fd write_end(ends[1]);
    auto what = shell("ls /proc/self/fd | wc -l; [ -e /proc/$$/fd/" + std::to_string(write_end.get()) +
                      " ] && echo inherited; [ -e /proc/$$/fd/" + std::to_string(read_end.get()) +
                      " ] && echo leaked; true");
    what.inherited = {write_end.get()};
    const auto with = run(what);
    CHECK(with.out.contains("inherited"));
    CHECK_FALSE(with.out.contains("leaked"));
    what.inherited = {};
    CHECK_FALSE(run(what).out.contains("inherited"));
    CHECK((::fcntl(write_end.get(), F_GETFD) & FD_CLOEXEC) == FD_CLOEXEC);
}

TEST_CASE("a program that does not exist is an error that names it") {
    CHECK_THROWS_WITH_AS((void)run({.argv = {"flags-no-such-program"}}),
                         "there is no program flags-no-such-program: install it or correct its name",
                         usage_error);
    CHECK_THROWS_AS((void)run({.argv = {"/usr/flags-no-such-program"}}), usage_error);
    CHECK_THROWS_AS((void)run({.argv = {"/usr"}}), usage_error);
    CHECK_THROWS_AS((void)run({}), usage_error);
}

TEST_CASE("a working folder that does not exist is an error") {
    auto what = shell("true");
    what.working_folder = "/flags-no-such-folder";
    CHECK_THROWS_AS((void)run(what), machine_error);
}

TEST_CASE("programs are found on PATH and in the folders of the system's servers") {
    CHECK(find_program("sh").is_absolute());
    CHECK(find_program("sh").filename() == "sh");
    CHECK(find_program("/bin/sh") == "/bin/sh");
    CHECK(find_program("flags-no-such-program").empty());
    CHECK(find_program("/bin").empty());
    CHECK(find_program("").empty());
}
