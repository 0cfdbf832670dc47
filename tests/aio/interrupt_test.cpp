// interrupt: the first signal asks to stop, and afterwards the default action is back.
#include "support/run_async.hpp"

#include <flags/aio/interrupt.hpp>
#include <flags/aio/sleep.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace flags;
using namespace std::chrono_literals;

namespace {

coro::task<> raise_and_wait(std::stop_source target, int signal, bool& requested) {
    const aio::interrupt watching(std::move(target));
    ::raise(signal);
    try {
        co_await aio::sleep(1h);
    } catch (const coro::cancelled&) {
        requested = watching.requested();
        throw;
    }
}

} // namespace

TEST_CASE("the first signal asks the target to stop") {
    for (const int signal : {SIGINT, SIGTERM}) {
        std::stop_source stop;
        bool requested = false;
        CHECK_THROWS_AS(test::run_async(raise_and_wait(stop, signal, requested), stop.get_token()),
                        coro::cancelled);
        CHECK(requested);
    }
}

TEST_CASE("the second signal ends the process at once") {
    const pid_t child = ::fork();
    if (child == 0) {
        const auto main = []() -> coro::task<> {
            std::stop_source ignored;
            const aio::interrupt watching(ignored);
            ::raise(SIGINT);
            while (!watching.requested())
                co_await aio::sleep(1ms);
            ::raise(SIGINT);
            co_await aio::sleep(1ms);
        };
        aio::run(main());
        ::_exit(0); // only reached if the second signal did nothing
    }
    REQUIRE(child > 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGINT);
}
