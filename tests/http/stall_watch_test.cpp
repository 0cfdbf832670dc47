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
    bool has_dripped = false;

private:
    void stalled() noexcept override {
        at_ms = uv_now(aio::loop::current().raw());
        ended.set();
    }
    void dripped() noexcept override {
        has_dripped = true;
        stalled();
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
        http::stall_watch watch(loop, 30ms, {});
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
        http::stall_watch watch(loop, 50ms, {});
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

TEST_CASE("a transfer with too little progress in a window is ended at its end") {
    const auto main = []() -> coro::task<> {
        uv_loop_t* const loop = aio::loop::current().raw();
        http::stall_watch watch(loop, 10s, {.bytes = 1000, .window = 0ms});
        CHECK(watch.floor().window == 50s); // five stall limits
        http::stall_watch quick(loop, 20ms, {.bytes = 1000, .window = 120ms});
        CHECK(quick.floor().window == 120ms);
        stall_recorder transfer;
        quick.add(transfer);
        const auto start = uv_now(loop);
        while (!transfer.ended.is_set()) {
            transfer.received(loop, 1);
            co_await aio::sleep(1ms);
        }
        // A machine that is too busy to let a byte come in 20 ms ends it otherwise.
        CHECK((transfer.at_ms - start >= 120 || !transfer.has_dripped));
    };
    test::run_async(main());
}

TEST_CASE("a wait before the first byte is no part of a window, and enough bytes begin a new one") {
    const auto main = []() -> coro::task<> {
        uv_loop_t* const loop = aio::loop::current().raw();
        http::stall_watch watch(loop, 10s, {.bytes = 1000, .window = 0ms});
        stall_recorder transfer;
        watch.add(transfer);
        transfer.received(loop, 0);
        transfer.received(loop, 1000);
        co_await aio::sleep(1ms);
        CHECK_FALSE(transfer.ended.is_set());
    };
    test::run_async(main());
}

TEST_CASE("a transfer that has left the watch is not ended") {
    const auto main = []() -> coro::task<> {
        http::stall_watch watch(aio::loop::current().raw(), 10ms, {});
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
        http::stall_watch watch(aio::loop::current().raw(), 0ms, {});
        stall_recorder transfer;
        watch.add(transfer);
        CHECK_FALSE(transfer.linked());
        co_return;
    };
    test::run_async(main());
}

TEST_CASE("the watch alone does not keep the loop turning") {
    const auto main = []() -> coro::task<> {
        http::stall_watch watch(aio::loop::current().raw(), 10ms, {});
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
