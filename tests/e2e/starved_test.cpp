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

void check_starved(const std::string& limits) {
    CAPTURE(limits);
    const std::vector<std::vector<std::string>> commands = {
        {"CN", "--retries", "0", "--timeout", "2"},
        {"CN", "--dry-run"},
        {"probe", "--nameserver", "127.0.0.1:9", "--timeout", "100ms", "--tries", "1", "a.example"},
        {"lab", "--", "true"},
        {"compare", "CN", "--runs", "1", "--rtt", "1ms"},
        {"profiles"}};
    for (const auto& words : commands) {
        CAPTURE(words.front());
        const program flags;
        const auto ran = flags.shell(bounded + limits + "; exec \"$@\"", words);
        CAPTURE(ran.err);
        CHECK(ran.exit_code >= 0);
        CHECK(ran.exit_code <= 4);
        // A comparison that concludes nothing says so in its table.
        if (ran.exit_code != 0) CHECK((!ran.err.empty() || !ran.out.empty()));
        CHECK(ran.cpu < std::chrono::seconds(10));
    }
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
}
