// Without threads or descriptors the result is an exception, not libuv's abort.
#include "support/in_child.hpp"

#include <flags/aio/run.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <sys/resource.h>

using namespace flags;

namespace {

// 0 when the job is refused with these words.
int refused_with(const std::string& words) {
    try {
        aio::run(aio::to_thread([] {}));
    } catch (const machine_error& failure) {
        const std::string said = failure.what();
        return said.find(words) == std::string::npos ? 2 : 0;
    }
    return 1;
}

bool not_here() {
    if (FLAGS_SANITIZED) std::puts("SKIPPED: the sanitizers need threads and descriptors themselves");
    return FLAGS_SANITIZED;
}

} // namespace

TEST_CASE("without room for threads, a job is refused with a sentence") {
    if (not_here()) return;
    const auto act = [] {
        const rlimit one{.rlim_cur = 1, .rlim_max = 1};
        if (!test::become_nobody() || ::setrlimit(RLIMIT_NPROC, &one) != 0) return test::cannot_run_here;
        return refused_with("raise the limit of processes (ulimit -u)");
    };
    CHECK(test::in_child(act) == 0);
}

TEST_CASE("without descriptors, a loop is refused with a sentence") {
    if (not_here()) return;
    const auto act = [] {
        const rlimit standard_ones{.rlim_cur = 3, .rlim_max = 3};
        if (::setrlimit(RLIMIT_NOFILE, &standard_ones) != 0) return test::cannot_run_here;
        return refused_with("raise the limit of open files (ulimit -n)");
    };
    CHECK(test::in_child(act) == 0);
}
