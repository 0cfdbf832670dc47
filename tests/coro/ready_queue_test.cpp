// The ready queue: order, rounds, and nodes that are destroyed while queued.
#include "support/driver.hpp"

#include <flags/coro/ready_queue.hpp>
#include <flags/coro/task.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <vector>

using namespace flags;

namespace {

coro::task<> yield_forever(int& rounds) {
    while (true) {
        ++rounds;
        co_await coro::yield_now();
    }
}

coro::task<> note(std::vector<int>& order, int number) {
    order.push_back(number);
    co_await coro::yield_now();
    order.push_back(number);
}

} // namespace

TEST_CASE("coroutines are resumed in the order in which they became ready") {
    std::vector<int> order;
    {
        test::driver<> first;
        first.start(note(order, 1));
        first.settle();
    }
    coro::ready_queue queue;
    const coro::ready_queue::binding bound(queue);
    coro::task_group<void> group;
    order.clear();
    for (int number : {1, 2, 3})
        group.start(note(order, number), {});
    while (!queue.empty())
        queue.drain();
    CHECK(order == std::vector{1, 2, 3, 1, 2, 3});
}

TEST_CASE("a drain resumes only what was queued when it began") {
    int rounds = 0;
    test::driver<> runner;
    runner.start(yield_forever(rounds));
    CHECK(runner.turn() == 1);
    CHECK(rounds == 1);
    CHECK(runner.turn() == 1);
    CHECK(rounds == 2);
}

TEST_CASE("a node that is destroyed while queued is never resumed") {
    int rounds = 0;
    test::driver<> runner;
    runner.start(yield_forever(rounds));
    runner.turn();
    runner.destroy();
    CHECK(runner.turn() == 0);
    CHECK(rounds == 1);
}

TEST_CASE("a coroutine that destroys a queued sibling during a drain is safe") {
    coro::ready_queue queue;
    const coro::ready_queue::binding bound(queue);
    std::vector<int> order;
    auto sibling = std::make_unique<coro::task_group<void>>();
    const auto killer = [](std::unique_ptr<coro::task_group<void>>& victim) -> coro::task<> {
        victim.reset();
        co_return;
    };
    coro::task_group<void> group;
    group.start(killer(sibling), {});
    sibling->start(note(order, 7), {});
    while (!queue.empty())
        queue.drain();
    CHECK(order.empty());
}

TEST_CASE("bindings nest") {
    coro::ready_queue outer;
    const coro::ready_queue::binding bound(outer);
    {
        coro::ready_queue inner;
        const coro::ready_queue::binding rebound(inner);
        CHECK(&coro::ready_queue::current() == &inner);
    }
    CHECK(&coro::ready_queue::current() == &outer);
}
