// timeout: in time, too late, cancelled from outside.
#include "support/run_async.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/aio/timeout.hpp>
#include <flags/coro/scope.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using namespace flags;
using namespace std::chrono_literals;

namespace {

coro::task<int> value_after(std::chrono::milliseconds delay) {
    co_await aio::sleep(delay);
    co_return 5;
}

} // namespace

TEST_CASE("a task that is done in time gives its value") {
    CHECK(test::run_async(aio::timeout(1h, value_after(1ms))) == 5);
}

TEST_CASE("a task that takes too long is cancelled and timed_out is thrown") {
    CHECK_THROWS_AS(test::run_async(aio::timeout(2ms, value_after(std::chrono::hours(1)))), aio::timed_out);
}

TEST_CASE("an exception of the task passes through") {
    const auto fails = []() -> coro::task<> {
        co_await aio::sleep(0ms);
        throw std::runtime_error("broken");
    };
    CHECK_THROWS_WITH(test::run_async(aio::timeout(1h, fails())), "broken");
}

TEST_CASE("a stop from outside is a cancellation, not a timeout") {
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(test::run_async(aio::timeout(1h, value_after(std::chrono::hours(1))), stop.get_token()),
                    coro::cancelled);
}

TEST_CASE("nested limits: the inner one does not blame the outer") {
    const auto outer = []() -> coro::task<bool> {
        try {
            co_await aio::timeout(2ms, value_after(std::chrono::hours(1)));
        } catch (const aio::timed_out&) {
            co_return true;
        }
        co_return false;
    };
    CHECK(test::run_async(aio::timeout(1h, outer())));
}
