// event: the table of awaiter cases, and many waiters.
#include "support/awaiter_cases.hpp"

#include <flags/coro/event.hpp>
#include <flags/coro/gather.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace flags;

namespace {

struct event_fixture {
    coro::event happened;
    int passed = 0;

    void complete() { happened.set(); }
    coro::task<> await_once() {
        co_await happened.wait();
        ++passed;
    }
};

} // namespace

TEST_CASE("event: every case of an awaiter") { test::check_awaiter<event_fixture>(); }

TEST_CASE("event: set wakes all waiters in the order in which they came") {
    coro::event happened;
    std::vector<int> order;
    const auto waiter = [](coro::event& on, std::vector<int>& seen, int number) -> coro::task<> {
        co_await on.wait();
        seen.push_back(number);
    };
    std::vector<coro::task<>> waiters;
    for (int number = 0; number < 5; ++number)
        waiters.push_back(waiter(happened, order, number));
    test::driver<> runner;
    runner.start(coro::gather(std::move(waiters)));
    runner.settle();
    happened.set();
    runner.settle();
    CHECK(order == std::vector{0, 1, 2, 3, 4});
    CHECK(runner.done());
}

TEST_CASE("event: clear makes later waiters wait again") {
    event_fixture fixture;
    fixture.happened.set();
    fixture.happened.clear();
    test::driver<> runner;
    runner.start(fixture.await_once());
    CHECK_FALSE(runner.done());
}
