// to_thread: results and exceptions come back, the loop goes on, cancelling and destroying are safe at every
// step.
#include "support/run_async.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/coro/gather.hpp>
#include <flags/coro/scope.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace flags;
using namespace std::chrono_literals;

namespace {

// A job that runs until it is let go.
struct gate {
    std::promise<void> opened;
    std::shared_future<void> open{opened.get_future().share()};
    std::atomic<int> entered = 0;
    std::atomic<int> left = 0;

    void pass() {
        ++entered;
        open.wait();
        ++left;
    }
};

coro::task<> pass_gate(gate& at, int& passed) {
    co_await aio::to_thread([](gate* g) { g->pass(); }, &at);
    ++passed;
}

coro::task<> until(std::atomic<int>& counter, int value) {
    while (counter < value)
        co_await aio::sleep(1ms);
}

} // namespace

TEST_CASE("the function runs on another thread and its result is moved back") {
    const auto main = []() -> coro::task<bool> {
        const auto here = std::this_thread::get_id();
        const auto on_worker = [](std::unique_ptr<int> value) {
            return std::pair(std::move(value), std::this_thread::get_id());
        };
        auto result = co_await aio::to_thread(on_worker, std::make_unique<int>(7));
        co_return *result.first == 7 && result.second != here;
    };
    CHECK(test::run_async(main()));
}

TEST_CASE("an exception of the function is rethrown") {
    const auto fails = [] { throw std::runtime_error("worker failed"); };
    CHECK_THROWS_WITH(test::run_async(aio::to_thread(fails)), "worker failed");
}

TEST_CASE("the loop is not blocked while a worker is busy") {
    gate slow;
    const auto main = [](gate& at) -> coro::task<int> {
        int passed = 0;
        int ticks = 0;
        const auto body = [&](coro::scope& inside) -> coro::task<> {
            inside.spawn(pass_gate(at, passed));
            while (ticks < 10) {
                co_await aio::sleep(1ms);
                ++ticks;
            }
            at.opened.set_value();
        };
        co_await coro::with_scope(body);
        co_return passed * 100 + ticks;
    };
    CHECK(test::run_async(main(slow)) == 110);
}

TEST_CASE("many jobs all return") {
    const auto main = []() -> coro::task<int> {
        const auto square = [](int n) { return n * n; };
        std::vector<coro::task<int>> jobs;
        for (int n = 0; n < 200; ++n)
            jobs.push_back(aio::to_thread(square, n));
        int sum = 0;
        for (const int value : co_await coro::gather(std::move(jobs)))
            sum += value;
        co_return sum;
    };
    CHECK(test::run_async(main()) == 2'646'700);
}

TEST_CASE("cancelled before: the function does not run") {
    std::stop_source stop;
    stop.request_stop();
    std::atomic<int> runs = 0;
    const auto job = [](std::atomic<int>* counter) { ++*counter; };
    CHECK_THROWS_AS(test::run_async(aio::to_thread(job, &runs), stop.get_token()), coro::cancelled);
    CHECK(runs == 0);
}

TEST_CASE("cancelled while it runs: the job is waited for and its result counts") {
    gate slow;
    int passed = 0;
    const auto body = [&](coro::scope& inside) -> coro::task<> {
        inside.spawn(pass_gate(slow, passed));
        co_await until(slow.entered, 1);
        inside.request_stop();
        slow.opened.set_value();
    };
    test::run_async(coro::with_scope(body));
    CHECK(passed == 1);
    CHECK(slow.left == 1);
}

TEST_CASE("cancelled while it waits for a worker: the job is removed and never runs") {
    // More jobs than workers: the last ones are queued behind a closed gate.
    constexpr int jobs = 40;
    gate slow;
    int passed = 0;
    const auto body = [&](coro::scope& inside) -> coro::task<> {
        for (int i = 0; i < jobs; ++i)
            inside.spawn(pass_gate(slow, passed));
        co_await until(slow.entered, 1);
        inside.request_stop();
        slow.opened.set_value();
    };
    test::run_async(coro::with_scope(body));
    CHECK(passed == slow.left);
    CHECK(slow.entered == slow.left);
    CHECK(slow.entered < jobs);
}

TEST_CASE("destroyed while it runs: the job completes and its result is dropped") {
    const auto slow = std::make_shared<gate>();
    int passed = 0;
    const auto main = [](std::shared_ptr<gate> at, int& counter) -> coro::task<> {
        {
            coro::task_group<void> group;
            const auto job = [](std::shared_ptr<gate> g, int* c) -> coro::task<> {
                co_await aio::to_thread([](const std::shared_ptr<gate>& held) { held->pass(); }, g);
                ++*c;
            };
            group.start(job(at, &counter), {});
            co_await until(at->entered, 1);
        }
        at->opened.set_value();
        co_await until(at->left, 1);
    };
    test::run_async(main(slow, passed));
    CHECK(passed == 0);
    CHECK(slow.use_count() == 1);
}

TEST_CASE("destroyed while it waits for a worker: the job never runs") {
    const auto slow = std::make_shared<gate>();
    int passed = 0;
    const auto main = [](std::shared_ptr<gate> at, int& counter) -> coro::task<> {
        constexpr int jobs = 40;
        {
            coro::task_group<void> group;
            for (int i = 0; i < jobs; ++i)
                group.start(pass_gate(*at, counter), {});
            co_await until(at->entered, 1);
        }
        at->opened.set_value();
        co_await until(at->left, at->entered);
        CHECK(at->entered < jobs);
    };
    test::run_async(main(slow, passed));
    CHECK(passed == 0);
}
