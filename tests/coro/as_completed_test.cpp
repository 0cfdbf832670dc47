// as_completed: finishing order, the bound, failures, cancellation, destruction.
#include "support/counted.hpp"
#include "support/driver.hpp"

#include <flags/coro/as_completed.hpp>
#include <flags/coro/event.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

using namespace flags;

namespace {

struct load {
    int running = 0;
    int most = 0;
    int started = 0;
};

coro::task<int> count_load(load& on, int value) {
    on.most = std::max(on.most, ++on.running);
    co_await coro::yield_now();
    --on.running;
    co_return value;
}

coro::generator<coro::task<int>> many(load& on, int count) {
    for (int i = 0; i < count; ++i) {
        ++on.started;
        co_yield count_load(on, i);
    }
}

coro::task<int> wait_on(coro::event& on, test::counted /*held*/) {
    co_await on.wait();
    co_return 0;
}

} // namespace

TEST_CASE("results come in finishing order") {
    std::vector<coro::task<int>> tasks;
    for (const int turns : {3, 2, 1})
        tasks.push_back(test::after_turns(turns, turns));
    CHECK(test::drive(test::collect(coro::as_completed(std::move(tasks))))->get() == std::vector{1, 2, 3});
}

TEST_CASE("never more than the limit is held, and all of a lazy source is run") {
    load on;
    auto seen = test::drive(test::collect(coro::as_completed(many(on, 100), 7)))->get();
    std::ranges::sort(seen);
    REQUIRE(seen.size() == 100);
    CHECK(seen.front() == 0);
    CHECK(seen.back() == 99);
    CHECK(on.most == 7);
}

TEST_CASE("a task is taken from the source only when there is room for it") {
    load on;
    const auto first_only = [](load& watched) -> coro::task<int> {
        auto results = coro::as_completed(many(watched, 1'000'000), 4);
        const auto first = co_await results.next();
        co_return *first;
    };
    CHECK(test::drive(first_only(on))->get() == 0);
    CHECK(on.started == 4);
}

TEST_CASE("a limit of 0 means one at a time") {
    load on;
    CHECK(test::drive(test::collect(coro::as_completed(many(on, 5), 0)))->get().size() == 5);
    CHECK(on.most == 1);
}

TEST_CASE("a failing task stops the rest and is rethrown when they have ended") {
    coro::event never;
    {
        const auto fails = []() -> coro::task<int> {
            co_await coro::yield_now();
            throw std::runtime_error("one failed");
        };
        std::vector<coro::task<int>> tasks;
        tasks.push_back(wait_on(never, test::counted(1)));
        tasks.push_back(fails());
        auto runner = test::drive(test::collect(coro::as_completed(std::move(tasks))));
        CHECK_THROWS_WITH(runner->get(), "one failed");
    }
    CHECK(test::counted::alive == 0);
}

TEST_CASE("a failure of the source is rethrown after the running tasks have ended") {
    const auto bad_source = []() -> coro::generator<coro::task<int>> {
        co_yield test::after_turns(3, 1);
        throw std::runtime_error("no more");
    };
    auto runner = test::drive(test::collect(coro::as_completed(bad_source(), 2)));
    CHECK_THROWS_WITH(runner->get(), "no more");
}

TEST_CASE("a stop request ends it with cancelled") {
    coro::event never;
    std::vector<coro::task<int>> tasks;
    tasks.push_back(wait_on(never, test::counted(1)));
    auto runner = test::drive(test::collect(coro::as_completed(std::move(tasks))));
    runner->settle();
    runner->request_stop();
    CHECK(runner->was_cancelled());
    CHECK(test::counted::alive == 0);
}

TEST_CASE("as_completed that is destroyed while tasks run destroys them") {
    coro::event never;
    std::vector<coro::task<int>> tasks;
    tasks.push_back(wait_on(never, test::counted(1)));
    auto runner = test::drive(test::collect(coro::as_completed(std::move(tasks))));
    runner->settle();
    CHECK(test::counted::alive == 1);
    runner->destroy();
    CHECK(test::counted::alive == 0);
}

namespace {

coro::task<int> slow_load(load& on, int value) {
    on.most = std::max(on.most, ++on.running);
    for (int turn = 0; turn < 100; ++turn)
        co_await coro::yield_now();
    --on.running;
    co_return value;
}

coro::async_generator<coro::task<int>> slowly(load& on, int count) {
    for (int i = 0; i < count; ++i) {
        co_await coro::yield_now();
        co_yield slow_load(on, i);
    }
}

coro::async_generator<coro::task<int>> one_then_wait(coro::event& on) {
    co_yield test::after_turns(1, 7);
    co_await on.wait();
}

} // namespace

TEST_CASE("a source that waits: all of it is run, never more than the limit at once") {
    load on;
    auto seen = test::drive(test::collect(coro::as_completed(slowly(on, 100), 7)))->get();
    std::ranges::sort(seen);
    REQUIRE(seen.size() == 100);
    CHECK(seen.front() == 0);
    CHECK(seen.back() == 99);
    CHECK(on.most == 7);
}

TEST_CASE("a result is returned while the source waits, and a stop ends that wait") {
    coro::event never;
    int first = 0;
    const auto main = [](coro::event& on, int& out) -> coro::task<> {
        auto results = coro::as_completed(one_then_wait(on), 3);
        out = (co_await results.next()).value_or(0);
        (void)co_await results.next();
    };
    test::driver<> runner;
    runner.start(main(never, first));
    runner.settle();
    CHECK(first == 7);
    runner.request_stop();
    CHECK(runner.was_cancelled());
}

TEST_CASE("a source that waits and then fails: the tasks are stopped and its failure is rethrown") {
    const auto broken = [](coro::event& on) -> coro::async_generator<coro::task<int>> {
        co_yield wait_on(on, test::counted());
        co_await coro::yield_now();
        throw std::runtime_error("broken source");
    };
    coro::event never;
    CHECK_THROWS_WITH(test::drive(test::collect(coro::as_completed(broken(never), 3)))->get(),
                      "broken source");
    CHECK(test::counted::alive == 0);
}
