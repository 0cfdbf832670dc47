// task: lazy, awaited once, values and exceptions pass through, frames and values are never leaked.
#include "support/counted.hpp"
#include "support/driver.hpp"

#include <flags/coro/task.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>

using namespace flags;
using test::counted;

namespace {

coro::task<int> answer(bool& ran) {
    ran = true;
    co_return 42;
}

coro::task<counted> make_counted(int value) { co_return counted(value); }

coro::task<int> fails() {
    co_await coro::yield_now();
    throw std::runtime_error("broken");
}

coro::task<int> sum_of_many(int count) {
    int sum = 0;
    const auto one = []() -> coro::task<int> { co_return 1; };
    for (int i = 0; i < count; ++i)
        sum += co_await one();
    co_return sum;
}

coro::task<bool> token_is_inherited() {
    const std::stop_token mine = co_await coro::this_stop_token();
    const auto child = []() -> coro::task<std::stop_token> { co_return co_await coro::this_stop_token(); };
    const std::stop_token theirs = co_await child();
    co_return mine == theirs&& mine.stop_possible();
}

coro::task<> yield_twice(counted /*held*/) {
    co_await coro::yield_now();
    co_await coro::yield_now();
}

} // namespace

static_assert(!std::is_copy_constructible_v<coro::task<int>>);
static_assert(std::is_nothrow_move_constructible_v<coro::task<int>>);

TEST_CASE("calling a coroutine runs nothing") {
    bool ran = false;
    {
        const auto never = answer(ran);
    }
    CHECK_FALSE(ran);
    CHECK(test::drive(answer(ran))->get() == 42);
    CHECK(ran);
}

TEST_CASE("a value is passed on without a leak or a double destruction") {
    {
        const auto outer = [](int value) -> coro::task<int> {
            const counted inner = co_await make_counted(value);
            co_return inner.value();
        };
        CHECK(test::drive(outer(5))->get() == 5);
    }
    CHECK(counted::alive == 0);
}

TEST_CASE("a move-only value passes through") {
    const auto make = []() -> coro::task<std::unique_ptr<std::string>> {
        co_return std::make_unique<std::string>("x");
    };
    CHECK(*test::drive(make())->get() == "x");
}

TEST_CASE("an exception arrives where the task is awaited") {
    const auto outer = []() -> coro::task<std::string> {
        try {
            co_await fails();
        } catch (const std::runtime_error& e) {
            co_return e.what();
        }
        co_return "nothing thrown";
    };
    CHECK(test::drive(outer())->get() == "broken");
}

TEST_CASE("awaiting ready tasks in a loop does not grow the stack") {
    CHECK(test::drive(sum_of_many(5'000))->get() == 5'000);
}

TEST_CASE("the stop token is inherited by awaited tasks") { CHECK(test::drive(token_is_inherited())->get()); }

TEST_CASE("a task that is destroyed while suspended releases what it holds") {
    {
        test::driver<> runner;
        runner.start(yield_twice(counted(1)));
        runner.turn();
        CHECK(counted::alive == 1);
        runner.destroy();
        CHECK(counted::alive == 0);
    }
    CHECK(counted::alive == 0);
}

TEST_CASE("a stop request ends a task at its next suspension") {
    test::driver<> runner;
    runner.start(yield_twice(counted(1)));
    runner.turn();
    runner.request_stop();
    CHECK(runner.was_cancelled());
    CHECK(counted::alive == 0);
}

TEST_CASE("cancelled is not caught as a std::exception") {
    const auto stubborn = []() -> coro::task<bool> {
        try {
            co_await coro::yield_now();
            co_await coro::yield_now();
        } catch (const std::exception&) {
            co_return false;
        }
        co_return true;
    };
    test::driver<bool> runner;
    runner.start(stubborn());
    runner.turn();
    runner.request_stop();
    CHECK(runner.was_cancelled());
}
