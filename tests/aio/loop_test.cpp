// The loop: nesting, and a deadlock, which is an error.
#include <flags/aio/loop.hpp>
#include <flags/aio/run.hpp>
#include <flags/aio/sleep.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/scope.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

using namespace flags;
using namespace std::chrono_literals;

TEST_CASE("loops nest") {
    aio::loop outer;
    {
        aio::loop inner;
        CHECK(&aio::loop::current() == &inner);
    }
    CHECK(&aio::loop::current() == &outer);
}

TEST_CASE("a wait that no event can end is an error, not an endless loop") {
    aio::loop loop;
    try {
        loop.turn_until([] { return false; });
        FAIL("nothing was thrown");
    } catch (const error& e) {
        CHECK(e.code() == std::errc::resource_deadlock_would_occur);
    }
}

TEST_CASE("without a loop on this thread, a call that needs one is a usage error") {
    CHECK_THROWS_WITH_AS((void)aio::loop::current(),
                         "no loop runs on this thread: make and use this object inside aio::run",
                         usage_error);
    coro::task_group<void> group;
    const auto nothing = []() -> coro::task<> { co_return; };
    CHECK_THROWS_WITH_AS(group.start(nothing(), {}),
                         "no loop runs on this thread: start and await tasks inside aio::run", usage_error);
}

TEST_CASE("a coroutine that a timer made ready is resumed before the next poll") {
    // The short timer is due when the turn begins, so libuv runs it before it polls; the only other event is
    // an hour away. The regression is a hang, which ctest's time limit ends.
    const auto body = [](coro::scope& inside) -> coro::task<> {
        inside.spawn([]() -> coro::task<> { co_await aio::sleep(1h); }());
        inside.spawn([](coro::scope& whole) -> coro::task<> {
            co_await aio::sleep(1ms);
            whole.request_stop();
        }(inside));
        co_await aio::sleep(0ms);
        std::this_thread::sleep_for(5ms);
    };
    CHECK_NOTHROW(aio::run(coro::with_scope(body)));
}
