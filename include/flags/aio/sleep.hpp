// Waiting for time to pass.
#pragma once

#include <flags/aio/uv/handle.hpp>
#include <flags/coro/suspension.hpp>

#include <uv.h>

#include <chrono>
#include <coroutine>

namespace flags::aio {

/// Like: `await asyncio.sleep(delay)`, written `co_await sleep(10ms)`.
/// Units/limits: rounded up to whole milliseconds, libuv's resolution (it may still end up to 1 ms early by
/// a finer clock). Zero and less: everything that is ready runs first, no time passes.
/// Suspends: always.
/// Cancel: closes the timer.
/// Threads: loop thread only.
class sleep final : public coro::suspension {
public:
    explicit sleep(std::chrono::nanoseconds delay) noexcept : delay_(delay) {}

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> awaiting) {
        if (!suspend(awaiting)) return false;
        start();
        return true;
    }
    void await_resume() {
        timer_.reset();
        check_stopped();
    }

private:
    void start();
    bool on_stop() noexcept override;

    std::chrono::nanoseconds delay_;
    uv::handle<uv_timer_t> timer_;
};

} // namespace flags::aio
