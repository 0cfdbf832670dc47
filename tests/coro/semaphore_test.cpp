// semaphore: the table of awaiter cases, order, and no permit is ever lost.
#include "support/awaiter_cases.hpp"

#include <flags/coro/gather.hpp>
#include <flags/coro/semaphore.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace flags;

namespace {

// Empty at first; complete() returns the one permit there is.
struct semaphore_fixture {
    coro::semaphore permits{1};
    coro::semaphore::permit taken = take(permits);
    int passed = 0;

    static coro::semaphore::permit take(coro::semaphore& from) {
        auto acquiring = from.acquire();
        REQUIRE(acquiring.await_ready());
        return acquiring.await_resume();
    }
    void complete() { taken.release(); }
    coro::task<> await_once() {
        const auto permit = co_await permits.acquire();
        ++passed;
    }
    ~semaphore_fixture() {
        taken.release();
        CHECK(permits.available() == 1); // whatever the case was, no permit is lost or doubled
    }
};

coro::task<> hold_for_a_turn(coro::semaphore& permits, int& running, int& most) {
    const auto permit = co_await permits.acquire();
    most = std::max(most, ++running);
    co_await coro::yield_now();
    --running;
}

} // namespace

TEST_CASE("semaphore: every case of an awaiter") { test::check_awaiter<semaphore_fixture>(); }

TEST_CASE("semaphore: at most as many tasks as permits run at once, and all of them run") {
    coro::semaphore permits(3);
    int running = 0;
    int most = 0;
    std::vector<coro::task<>> tasks;
    for (int i = 0; i < 20; ++i)
        tasks.push_back(hold_for_a_turn(permits, running, most));
    test::driver<> runner;
    runner.start(coro::gather(std::move(tasks)));
    CHECK(runner.done());
    CHECK(most == 3);
    CHECK(permits.available() == 3);
}

TEST_CASE("semaphore: a new task does not overtake a waiting one") {
    coro::semaphore permits(1);
    std::vector<int> order;
    const auto worker = [](coro::semaphore& from, std::vector<int>& seen, int number) -> coro::task<> {
        const auto permit = co_await from.acquire();
        seen.push_back(number);
        co_await coro::yield_now();
    };
    std::vector<coro::task<>> tasks;
    for (int number = 0; number < 6; ++number)
        tasks.push_back(worker(permits, order, number));
    test::driver<> runner;
    runner.start(coro::gather(std::move(tasks)));
    runner.settle();
    CHECK(order == std::vector{0, 1, 2, 3, 4, 5});
    CHECK(runner.done());
}
