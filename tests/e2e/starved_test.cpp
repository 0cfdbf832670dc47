// Each command on a machine that is short of something: an exit code that is documented and a sentence, never a signal, and
// no loop without a pause.
#include "e2e/flags_program.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

using namespace flags::test;

namespace {

// Ten seconds of CPU are more than any of them takes, also with a sanitizer; a loop takes them all. Descriptors that the test
// itself was started with would count, too.
constexpr auto bounded = "ulimit -t 10; exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ";

using command_lines = std::vector<std::vector<std::string>>;

const std::vector<std::string> tiny_matrix{"bench", "CN", "--vary", "rtt=1ms", "-m", "1", "--runs", "1"};

void check_ended(const flags::process::usage& ran, bool may_be_silent) {
    CAPTURE(ran.err);
    CHECK(ran.exit_code >= 0);
    CHECK(ran.exit_code <= 4);
    // A comparison that concludes nothing says so in its table.
    if (ran.exit_code != 0 && !may_be_silent) CHECK((!ran.err.empty() || !ran.out.empty()));
    CHECK_FALSE(ran.err.starts_with("flags: Resource")); // the errno alone is no sentence
    CHECK(ran.cpu < std::chrono::seconds(10));
}

// `start` takes the place of the shell that limits itself.
void check_starved(const std::string& limits, const command_lines& further = {},
                   const std::string& start = R"(exec "$@")") {
    CAPTURE(limits);
    command_lines commands = {
        {"CN", "--retries", "0", "--timeout", "2"},
        {"CN", "--dry-run"},
        {"probe", "--nameserver", "127.0.0.1:9", "--timeout", "100ms", "--tries", "1", "a.example"},
        {"lab", "--", "true"},
        {"compare", "CN", "--runs", "1", "--rtt", "1ms"},
        {"profiles"}};
    commands.insert(commands.end(), further.begin(), further.end());
    for (const auto& words : commands) {
        CAPTURE(words.front());
        const program flags;
        check_ended(flags.shell(bounded + limits + "; " + start, words), limits.contains("2>&-"));
    }
}

// A server runs until it is ended, which it is when it has said where it listens.
void check_starved_server(const std::string& limits) {
    CAPTURE(limits);
    const program flags;
    const auto ran = flags.shell("(" + (bounded + limits) +
                                     R"(; exec "$@") >out 2>err & run=$!
                                     until [ -s out ] || ! kill -0 $run 2>/dev/null; do sleep 0.02; done
                                     kill $run 2>/dev/null; wait $run; code=$?
                                     cat err >&2; [ $code = 130 ] || exit $code)",
                                 {"serve", "--port", "0"});
    check_ended(ran, limits.contains("2>&-"));
}

bool not_here() {
    if (FLAGS_SANITIZED)
        std::puts("SKIPPED: the sanitizers need memory, threads, descriptors and files themselves");
    return FLAGS_SANITIZED;
}

} // namespace

TEST_CASE("without enough descriptors each command says so") {
    if (not_here()) return;
    for (const int limit : {4, 5, 6, 7, 8, 9, 10, 14, 18, 24, 41})
        check_starved("ulimit -n " + std::to_string(limit));
}

TEST_CASE("without enough memory each command says so") {
    if (not_here()) return;
    for (const int kilobytes : {45'000, 60'000, 100'000, 200'000})
        check_starved("ulimit -v " + std::to_string(kilobytes));
}

TEST_CASE("without room in files each command says so") {
    if (not_here()) return;
    for (const int blocks : {0, 1})
        check_starved("ulimit -f " + std::to_string(blocks));
}

TEST_CASE("with closed standard streams each command ends as usual or says so") {
    for (const std::string closed : {"<&-", ">&-", "<&- >&-"})
        check_starved("exec " + closed);
    check_starved("exec <&- >&- 2>&-", {tiny_matrix});
    for (const std::string closed : {"<&-", ">&-", "2>&-", "<&- >&- 2>&-"})
        check_starved_server("exec " + closed);
}

TEST_CASE("a server without descriptors or memory says so") {
    if (not_here()) return;
    for (const std::string limit : {"-n 5", "-n 8", "-n 14", "-n 41", "-v 45000", "-v 60000", "-v 200000"})
        check_starved_server("ulimit " + limit);
}

TEST_CASE("without room for processes and threads each command says so") {
    if (not_here()) return;
    // As a user who has no process: root has no such limit, and anybody else has other processes.
    const auto with_limit = [](int processes) {
        return "chmod 777 .; u=$((20000 + $$ % 40000)); exec setpriv --reuid=$u --regid=$u --clear-groups "
               "prlimit --nproc=" +
               std::to_string(processes) + " \"$@\"";
    };
    const program flags;
    if (flags.shell(with_limit(1), {"--version"}).exit_code != exit_ok) {
        std::puts("SKIPPED: only root can become a user without processes, who must find the program");
        return;
    }
    for (const int processes : {1, 2, 3, 5, 7})
        check_starved("true", {tiny_matrix}, with_limit(processes));
}

TEST_CASE("without /proc each command does what needs none, or says so") {
    if (not_here()) return;
    const std::string hidden = R"sh(exec unshare --user --map-root-user --mount sh -c '
        mount -t tmpfs none /proc || exit 77
        exec "$@"' sh "$@")sh";
    const program flags;
    const auto probed = flags.shell(hidden, {"--version"});
    if (probed.exit_code != exit_ok) {
        std::puts("SKIPPED: this machine does not let a process mount a disk of its own");
        return;
    }
    check_starved("true", {tiny_matrix}, hidden);
}

TEST_CASE("what a disk does not take is told by each command that writes there, with exit code 3") {
    if (not_here()) return;
    // Each with a disk of its own, which takes the little that a folder of flags and an empty file are.
    const auto with_disk = [](const std::string& how) {
        return R"sh(mkdir disk && exec unshare --user --map-root-user --mount sh -c '
            mount -t tmpfs -o size=16k none disk && )sh" +
               how + R"sh( || exit 77
            exec "$@"' sh "$@")sh";
    };
    const std::string full =
        with_disk("{ head -c 100000 /dev/zero 2>/dev/null >disk/fill; [ -s disk/fill ]; }");
    const std::string read_only = with_disk("mount -o remount,ro disk");
    const std::vector<std::string> compared{"compare", "CN", "--runs", "1", "--rtt", "1ms"};
    command_lines commands = {{"CN", "-o", "disk/flags"},
                              {"CN", "--json", "disk/report.json"},
                              {"CN", "--journal", "disk/j"},
                              compared,
                              compared,
                              tiny_matrix};
    commands[3].insert(commands[3].end(), {"--json", "disk/c.json"});
    commands[4].insert(commands[4].end(), {"--html", "disk/c.html", "--har", "disk/c.har"});
    commands[5].insert(commands[5].end(),
                       {"--json", "disk/b.json", "--csv", "disk/b.csv", "--svg", "disk/b.svg"});
    for (const auto& disk : {full, read_only}) {
        for (const auto& words : commands) {
            CAPTURE(disk);
            CAPTURE(words);
            const program flags;
            const auto ran = flags.shell(disk, words);
            if (ran.exit_code == 77 || ran.err.contains("unshare")) {
                std::puts("SKIPPED: this machine does not let a process mount a disk of its own");
                return;
            }
            check_ended(ran, false);
            CHECK(ran.exit_code == exit_machine);
            CHECK(ran.err.contains(disk == full ? "disk is full" : "ead-only")); // at a beginning, too
        }
    }
}
