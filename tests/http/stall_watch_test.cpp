// The watch over transfers that make no progress, with transfers that only keep a record.
#include "http/stall_watch.hpp"
#include "support/run_async.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/event.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>

using namespace flags;
using namespace std::chrono_literals;

namespace {

// Times are the loop's own milliseconds: what the watch decides by, so that bounds are exact.
class stall_recorder final : public http::watched {
public:
    coro::event ended;
    std::uint64_t at_ms = 0;

private:
    void stalled() noexcept override {
        at_ms = uv_now(aio::loop::current().raw());
        ended.set();
    }
};

coro::task<> ticking_until(const coro::event& happened) {
    while (!happened.is_set())
        co_await aio::sleep(2ms);
}

} // namespace

TEST_CASE("a transfer without progress is ended after the limit") {
    const auto main = []() -> coro::task<> {
        uv_loop_t* const loop = aio::loop::current().raw();
        http::stall_watch watch(loop, 30ms);
        stall_recorder transfer;
        const auto start = uv_now(loop);
        watch.add(transfer);
        co_await ticking_until(transfer.ended);
        CHECK(transfer.at_ms - start >= 30);
        CHECK_FALSE(transfer.linked());
    };
    test::run_async(main());
}

TEST_CASE("progress restarts the limit") {
    const auto main = []() -> coro::task<> {
        uv_loop_t* const loop = aio::loop::current().raw();
        http::stall_watch watch(loop, 50ms);
        stall_recorder transfer;
        watch.add(transfer);
        auto touched = uv_now(loop);
        for (int step = 0; step < 10 && !transfer.ended.is_set(); ++step) {
            transfer.touch(loop);
            touched = uv_now(loop);
            co_await aio::sleep(10ms);
        }
        co_await ticking_until(transfer.ended);
        CHECK(transfer.at_ms - touched >= 50);
    };
    test::run_async(main());
}

TEST_CASE("a transfer that has left the watch is not ended") {
    const auto main = []() -> coro::task<> {
        http::stall_watch watch(aio::loop::current().raw(), 10ms);
        stall_recorder gone;
        stall_recorder stays;
        {
            stall_recorder dead;
            watch.add(dead);
            watch.add(gone);
        }
        gone.unlink();
        watch.add(stays);
        co_await ticking_until(stays.ended);
        CHECK_FALSE(gone.ended.is_set());
    };
    test::run_async(main());
}

TEST_CASE("a limit of zero watches nothing") {
    const auto main = []() -> coro::task<> {
        http::stall_watch watch(aio::loop::current().raw(), 0ms);
        stall_recorder transfer;
        watch.add(transfer);
        CHECK_FALSE(transfer.linked());
        co_return;
    };
    test::run_async(main());
}

TEST_CASE("the watch alone does not keep the loop turning") {
    const auto main = []() -> coro::task<> {
        http::stall_watch watch(aio::loop::current().raw(), 10ms);
        stall_recorder transfer;
        watch.add(transfer);
        co_await transfer.ended.wait();
    };
    try {
        test::run_async(main());
        FAIL("the wait ended");
    } catch (const error& failure) {
        CHECK(failure.code() == std::errc::resource_deadlock_would_occur);
    }
}
