// async_generator: values are awaited, the body runs under its consumer's token.
#include "support/counted.hpp"
#include "support/driver.hpp"

#include <flags/coro/async_generator.hpp>
#include <flags/coro/event.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace flags;

namespace {

coro::async_generator<int> ticks(int count) {
    for (int i = 0; i < count; ++i) {
        co_await coro::yield_now();
        co_yield int(i);
    }
}

coro::async_generator<int> waits(coro::event& on, test::counted /*held*/) {
    co_await on.wait();
    co_yield 1;
}

} // namespace

TEST_CASE("values arrive in order, and then nothing") {
    CHECK(test::drive(test::collect(ticks(4)))->get() == std::vector{0, 1, 2, 3});
}

TEST_CASE("next() may be called after the end") {
    const auto twice = []() -> coro::task<bool> {
        auto sequence = ticks(0);
        const auto first = co_await sequence.next();
        const auto second = co_await sequence.next();
        co_return !first && !second;
    };
    CHECK(test::drive(twice())->get());
}

TEST_CASE("next() rethrows an exception of the body") {
    const auto broken = []() -> coro::async_generator<int> {
        co_yield 1;
        throw std::runtime_error("broken");
    };
    CHECK_THROWS_WITH(test::drive(test::collect(broken()))->get(), "broken");
}

TEST_CASE("a stop request of the consumer reaches the body") {
    coro::event never;
    auto runner = test::drive(test::collect(waits(never, test::counted(1))));
    runner->settle();
    runner->request_stop();
    CHECK(runner->was_cancelled());
    CHECK(test::counted::alive == 0);
}

TEST_CASE("a generator that is destroyed while it waits releases what it holds") {
    coro::event later;
    auto runner = test::drive(test::collect(waits(later, test::counted(1))));
    runner->settle();
    CHECK(test::counted::alive == 1);
    runner->destroy();
    CHECK(test::counted::alive == 0);
    later.set();
    CHECK(runner->turn() == 0);
}
