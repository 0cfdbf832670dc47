// sleep: lower bounds, order, and the table of awaiter cases with real timers.
#include "aio/timer.hpp"
#include "support/run_async.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/as_completed.hpp>
#include <flags/coro/gather.hpp>
#include <flags/coro/scope.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

coro::task<> sleep_and_count(std::chrono::nanoseconds delay, int& passed) {
    co_await aio::sleep(delay);
    ++passed;
}

} // namespace

TEST_CASE("sleep lasts at least as long as asked, but for libuv's one millisecond") {
    const auto measured = []() -> coro::task<std::chrono::nanoseconds> {
        const auto before = steady_clock::now();
        co_await aio::sleep(20ms);
        co_return steady_clock::now() - before;
    };
    CHECK(test::run_async(measured()) >= 19ms);
}

TEST_CASE("a part of a millisecond counts as a whole one") {
    const auto due = [](std::chrono::nanoseconds delay) -> coro::task<std::uint64_t> {
        const auto timer = aio::start_timer(delay, nullptr, [](uv_timer_t* /*timer*/) {});
        co_return uv_timer_get_due_in(timer.get());
    };
    CHECK(test::run_async(due(1ns)) == 1);
    CHECK(test::run_async(due(2ms)) == 2);
    CHECK(test::run_async(due(2ms + 1ns)) == 3);
    CHECK(test::run_async(due(-1ms)) == 0);
}

TEST_CASE("a sleep that starts after long work counts from its start") {
    const auto measured = []() -> coro::task<std::chrono::nanoseconds> {
        co_await aio::sleep(0ms);
        std::this_thread::sleep_for(15ms); // the loop's cached time is stale now
        const auto before = steady_clock::now();
        co_await aio::sleep(10ms);
        co_return steady_clock::now() - before;
    };
    CHECK(test::run_async(measured()) >= 9ms);
}

TEST_CASE("sleeps run side by side: the shorter ends first") {
    const auto main = []() -> coro::task<std::vector<int>> {
        const auto sleeper = [](int ms) -> coro::task<int> {
            co_await aio::sleep(std::chrono::milliseconds(ms));
            co_return ms;
        };
        std::vector<coro::task<int>> sleepers;
        for (const int ms : {60, 30, 1})
            sleepers.push_back(sleeper(ms));
        auto ended = coro::as_completed(std::move(sleepers));
        std::vector<int> order;
        while (auto ms = co_await ended.next())
            order.push_back(*ms);
        co_return order;
    };
    CHECK(test::run_async(main()) == std::vector{1, 30, 60});
}

TEST_CASE("sleep(0) lets ready coroutines run first and takes no time") {
    const auto main = []() -> coro::task<std::vector<int>> {
        std::vector<int> order;
        const auto step = [](std::vector<int>& seen, int number) -> coro::task<> {
            seen.push_back(number);
            co_await aio::sleep(0ms);
            seen.push_back(number);
        };
        std::vector<coro::task<>> steps;
        for (const int number : {1, 2})
            steps.push_back(step(order, number));
        co_await coro::gather(std::move(steps));
        co_return order;
    };
    CHECK(test::run_async(main()) == std::vector{1, 2, 1, 2});
}

TEST_CASE("cancelled before: a sleep does not start") {
    int passed = 0;
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(test::run_async(sleep_and_count(1h, passed), stop.get_token()), coro::cancelled);
    CHECK(passed == 0);
}

TEST_CASE("cancelled during: the timer is closed at once") {
    int passed = 0;
    const auto body = [&passed](coro::scope& inside) -> coro::task<> {
        inside.spawn(sleep_and_count(1h, passed));
        co_await aio::sleep(1ms);
        inside.request_stop();
    };
    test::run_async(coro::with_scope(body)); // would not return within the hour otherwise
    CHECK(passed == 0);
}

TEST_CASE("destroyed while suspended: the timer is closed and the frame is not resumed") {
    int passed = 0;
    const auto main = [](int& counter) -> coro::task<> {
        {
            coro::task_group<void> group;
            group.start(sleep_and_count(1ms, counter), {});
            co_await aio::sleep(0ms);
        }
        co_await aio::sleep(5ms);
    };
    test::run_async(main(passed));
    CHECK(passed == 0);
}

TEST_CASE("cancelled after it was woken, in the same turn: the sleep has ended") {
    int passed = 0;
    const auto body = [&passed](coro::scope& inside) -> coro::task<> {
        // Both timers expire in one round; the second sleeper asks for a stop before the first goes on.
        const auto stopper = [](coro::scope& whole) -> coro::task<> {
            co_await aio::sleep(1ms);
            whole.request_stop();
        };
        inside.spawn(stopper(inside));
        inside.spawn(sleep_and_count(1ms, passed));
        co_await aio::sleep(0ms);
        std::this_thread::sleep_for(3ms);
    };
    test::run_async(coro::with_scope(body));
    CHECK(passed == 1);
}
