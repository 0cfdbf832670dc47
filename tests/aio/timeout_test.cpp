// timeout: in time, too late, cancelled from outside.
#include "support/run_async.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/aio/timeout.hpp>
#include <flags/coro/event.hpp>
#include <flags/coro/shield.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>

using namespace flags;
using namespace std::chrono_literals;

namespace {

coro::task<int> value_after(std::chrono::milliseconds delay) {
    co_await aio::sleep(delay);
    co_return 5;
}

} // namespace

TEST_CASE("a task that ends in time gives its value") {
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

TEST_CASE("a stop from outside is a cancellation, also when it comes after the limit") {
    struct clean_up {
        coro::event begun;
        coro::event done;
    };
    const auto work = [](clean_up& after) -> coro::task<> {
        bool stopped = false;
        try {
            co_await aio::sleep(1h);
        } catch (const coro::cancelled&) {
            stopped = true;
        }
        after.begun.set();
        const auto finish = [](coro::event& on) -> coro::task<> { co_await on.wait(); };
        co_await coro::shield(finish(after.done));
        if (stopped) throw coro::cancelled{};
    };
    const auto main = [](coro::task<> limited, clean_up& after) -> coro::task<> {
        std::stop_source stop;
        coro::task_group<void> group;
        group.start(std::move(limited), stop.get_token());
        co_await after.begun.wait();
        stop.request_stop();
        after.done.set();
        const auto ended = group.take(co_await group.next_ended());
        REQUIRE_FALSE(ended.has_value());
        CHECK_THROWS_AS(std::rethrow_exception(ended.error()), coro::cancelled);
    };
    clean_up after;
    test::run_async(main(aio::timeout(1ms, work(after)), after));
}

TEST_CASE("work that ends as cancelled by itself, before the limit, is no timeout") {
    const auto gives_up = []() -> coro::task<> {
        co_await aio::sleep(0ms);
        throw coro::cancelled{};
    };
    CHECK_THROWS_AS(test::run_async(aio::timeout(1h, gives_up())), coro::cancelled);
}

TEST_CASE("nested limits: an inner time-out is caught within the outer limit") {
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
