// interrupt: the first signal asks to stop, and afterwards the default action is back.
#include "support/in_child.hpp"
#include "support/run_async.hpp"

#include <flags/aio/interrupt.hpp>
#include <flags/aio/sleep.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <utility>

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
    for (const auto& [first, second] : {std::pair(SIGINT, SIGINT), {SIGINT, SIGTERM}, {SIGTERM, SIGINT}}) {
        CHECK(test::in_child([=] {
                  const auto main = [](int one, int other) -> coro::task<> {
                      const std::stop_source ignored;
                      const aio::interrupt watching(ignored);
                      ::raise(one);
                      while (!watching.requested())
                          co_await aio::sleep(1ms);
                      ::raise(other);
                  };
                  aio::run(main(first, second));
                  return 0; // only reached if the second signal did nothing
              }) == -second);
    }
}

TEST_CASE("the second signal ends the process also when the loop has not handled the first") {
    for (const int signal : {SIGINT, SIGTERM}) {
        CHECK(test::in_child([=] {
                  const auto main = [](int twice) -> coro::task<> {
                      const std::stop_source ignored;
                      const aio::interrupt watching(ignored);
                      ::raise(twice);
                      ::raise(twice);
                      co_return;
                  };
                  aio::run(main(signal));
                  return 0;
              }) == -signal);
    }
}
