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
    const auto body = [&ended](coro::scope& inside) -> coro::task<> {
        for (const int turns : {1, 5, 3})
            inside.spawn(count_after(turns, ended));
        co_return;
    };
    test::drive(coro::with_scope(body))->get();
    CHECK(ended == 3);
}

TEST_CASE("a failing child stops the body and the siblings and is rethrown") {
    coro::event never;
    const auto body = [&never](coro::scope& inside) -> coro::task<> {
        inside.spawn(wait_for(never));
        inside.spawn(fail());
        co_await never.wait();
    };
    auto runner = test::drive(coro::with_scope(body));
    CHECK_THROWS_WITH(runner->get(), "child failed");
}

TEST_CASE("request_stop ends the children without being a failure") {
    coro::event never;
    const auto body = [&never](coro::scope& inside) -> coro::task<> {
        inside.spawn(wait_for(never));
        co_await coro::yield_now();
        inside.request_stop();
    };
    auto runner = test::drive(coro::with_scope(body));
    CHECK_NOTHROW(runner->get());
}

TEST_CASE("a stop request from outside ends everything with cancelled") {
    coro::event never;
    const auto body = [&never](coro::scope& inside) -> coro::task<> {
        inside.spawn(wait_for(never));
        co_await never.wait();
    };
    auto runner = test::drive(coro::with_scope(body));
    runner->settle();
    runner->request_stop();
    CHECK(runner->was_cancelled());
}

TEST_CASE("a long-lived scope reuses the places of children that have ended") {
    int ended = 0;
    const auto body = [&ended](coro::scope& inside) -> coro::task<> {
        for (int i = 0; i < 1'000; ++i) {
            inside.spawn(count_after(0, ended));
            co_await coro::yield_now();
        }
    };
    test::driver<> runner;
    runner.start(coro::with_scope(body));
    CHECK(runner.done());
    CHECK(ended == 1'000);
}

TEST_CASE("one task of three is cancelled, and the others and the scope continue") {
    int ended = 0;
    bool before = false;
    SUBCASE("before it began") { before = true; }
    SUBCASE("while it waits") {}
    coro::event go;
    const auto wait_and_count = [](coro::event& on, int& count) -> coro::task<> {
        co_await on.wait();
        ++count;
    };
    const auto body = [&](coro::scope& inside) -> coro::task<> {
        inside.spawn(wait_and_count(go, ended));
        std::stop_source second = inside.spawn(wait_and_count(go, ended));
        inside.spawn(wait_and_count(go, ended));
        if (!before) co_await coro::yield_now();
        second.request_stop();
        co_await coro::yield_now();
        go.set();
    };
    CHECK_NOTHROW(test::drive(coro::with_scope(body))->get());
    CHECK(ended == 2);
}

TEST_CASE("cancelled after its event in the same turn: the task has ended, and it may be cancelled again") {
    int ended = 0;
    coro::event go;
    std::stop_source kept;
    const auto wait_and_count = [](coro::event& on, int& count) -> coro::task<> {
        co_await on.wait();
        ++count;
    };
    const auto body = [&](coro::scope& inside) -> coro::task<> {
        kept = inside.spawn(wait_and_count(go, ended));
        co_await coro::yield_now();
        go.set();
        kept.request_stop();
    };
    CHECK_NOTHROW(test::drive(coro::with_scope(body))->get());
    CHECK(ended == 1);
    kept.request_stop(); // outlives the task and its scope
    CHECK(kept.stop_requested());
}

TEST_CASE("a task that fails on being cancelled alone is a failure of the scope") {
    coro::event never;
    const auto stubborn = [](coro::event& on) -> coro::task<> {
        try {
            co_await on.wait();
        } catch (const coro::cancelled&) {
            throw std::runtime_error("not cleaned up");
        }
    };
    const auto body = [&](coro::scope& inside) -> coro::task<> {
        std::stop_source one = inside.spawn(stubborn(never));
        co_await coro::yield_now();
        one.request_stop();
        co_await never.wait();
    };
    CHECK_THROWS_WITH(test::drive(coro::with_scope(body))->get(), "not cleaned up");
}

TEST_CASE("a task that was cancelled alone ends a scope that is stopped from outside as cancelled") {
    coro::event never;
    const auto body = [&](coro::scope& inside) -> coro::task<> {
        inside.spawn(wait_for(never)).request_stop();
        co_await never.wait();
    };
    auto runner = test::drive(coro::with_scope(body));
    runner->settle();
    CHECK_FALSE(runner->done());
    runner->request_stop();
    CHECK(runner->was_cancelled());
}

TEST_CASE("a scope that is destroyed while children wait destroys them") {
    coro::event never;
    const auto body = [&never](coro::scope& inside) -> coro::task<> {
        inside.spawn(wait_for(never));
        co_await never.wait();
    };
    auto runner = test::drive(coro::with_scope(body));
    runner->settle();
    runner->destroy();
    never.set();
    CHECK(runner->turn() == 0);
}
