// scope: nothing that was spawned outlives it.
#include "support/driver.hpp"

#include <flags/coro/event.hpp>
#include <flags/coro/scope.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using namespace flags;

namespace {

coro::task<> count_after(int turns, int& counter) {
    for (int i = 0; i < turns; ++i)
        co_await coro::yield_now();
    ++counter;
}

coro::task<> wait_for(coro::event& on) { co_await on.wait(); }

coro::task<> fail() {
    co_await coro::yield_now();
    throw std::runtime_error("child failed");
}

} // namespace

TEST_CASE("a scope is left only when all children have ended") {
    int ended = 0;
    const auto outer = [](int& counter) -> coro::task<int> {
        const auto body = [](coro::scope& inside, int* shared) -> coro::task<> {
            for (const int turns : {1, 5, 3})
                inside.spawn(count_after(turns, *shared));
            co_return;
        };
        co_await coro::with_scope(body, &counter);
        co_return counter;
    };
    CHECK(test::drive(outer(ended))->get() == 3);
}

TEST_CASE("a failing child stops the body and the siblings and is rethrown") {
    coro::event never;
    const auto body = [](coro::scope& inside, coro::event* on) -> coro::task<> {
        inside.spawn(wait_for(*on));
        inside.spawn(fail());
        co_await on->wait();
    };
    auto runner = test::drive(coro::with_scope(body, &never));
    CHECK_THROWS_WITH(runner->get(), "child failed");
}

TEST_CASE("request_stop ends the children without being a failure") {
    coro::event never;
    const auto body = [](coro::scope& inside, coro::event* on) -> coro::task<> {
        inside.spawn(wait_for(*on));
        co_await coro::yield_now();
        inside.request_stop();
    };
    auto runner = test::drive(coro::with_scope(body, &never));
    CHECK_NOTHROW(runner->get());
}

TEST_CASE("a stop request from outside ends everything with cancelled") {
    coro::event never;
    const auto body = [](coro::scope& inside, coro::event* on) -> coro::task<> {
        inside.spawn(wait_for(*on));
        co_await on->wait();
    };
    auto runner = test::drive(coro::with_scope(body, &never));
    runner->settle();
    runner->request_stop();
    CHECK(runner->was_cancelled());
}

TEST_CASE("a long-lived scope reuses the places of children that have ended") {
    int ended = 0;
    const auto body = [](coro::scope& inside, int* shared) -> coro::task<> {
        for (int i = 0; i < 1'000; ++i) {
            inside.spawn(count_after(0, *shared));
            co_await coro::yield_now();
        }
    };
    test::driver<> runner;
    runner.start(coro::with_scope(body, &ended));
    CHECK(runner.done());
    CHECK(ended == 1'000);
}

TEST_CASE("destroyed while children wait, it destroys them") {
    coro::event never;
    const auto body = [](coro::scope& inside, coro::event* on) -> coro::task<> {
        inside.spawn(wait_for(*on));
        co_await on->wait();
    };
    auto runner = test::drive(coro::with_scope(body, &never));
    runner->settle();
    runner->destroy();
    never.set();
    CHECK(runner->turn() == 0);
}
