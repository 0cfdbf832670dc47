// run: values, exceptions, stops, and a clean end in each case.
#include <flags/aio/run.hpp>
#include <flags/aio/sleep.hpp>
#include <flags/coro/event.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using namespace flags;
using namespace std::chrono_literals;

TEST_CASE("run returns the value of its task") {
    const auto main = []() -> coro::task<int> {
        co_await aio::sleep(0ms);
        co_return 3;
    };
    CHECK(aio::run(main()) == 3);
    CHECK(coro::live_frames() == 0);
}

TEST_CASE("run rethrows the exception of its task and still closes the loop") {
    const auto main = []() -> coro::task<> {
        co_await aio::sleep(0ms);
        throw std::runtime_error("main failed");
    };
    CHECK_THROWS_WITH(aio::run(main()), "main failed");
    CHECK(coro::live_frames() == 0);
}

TEST_CASE("run of a task that was stopped before it began throws cancelled") {
    std::stop_source stop;
    stop.request_stop();
    const auto main = []() -> coro::task<> { co_await aio::sleep(1h); };
    CHECK_THROWS_AS(aio::run(main(), stop.get_token()), coro::cancelled);
    CHECK(coro::live_frames() == 0);
}

TEST_CASE("run of a task that no event can wake is an error and releases everything") {
    const auto main = []() -> coro::task<> {
        coro::event never;
        co_await never.wait();
    };
    CHECK_THROWS_AS(aio::run(main()), error);
    CHECK(coro::live_frames() == 0);
}
