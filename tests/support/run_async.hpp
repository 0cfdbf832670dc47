// Runs one coroutine of a test on a fresh loop, under a watchdog.
#pragma once

#include <flags/aio/loop.hpp>
#include <flags/aio/run.hpp>
#include <flags/aio/uv/handle.hpp>
#include <flags/coro/task.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace flags::test {

namespace detail {

/// A wait that never ends becomes a list of what was waited for instead of a silent time-out of the whole
/// program.
inline aio::uv::handle<uv_timer_t> watchdog() {
    constexpr std::uint64_t limit_ms = 60'000; // generous: sanitizers on a busy machine
    uv_loop_t* const loop = aio::loop::current().raw();
    auto timer = aio::uv::make<uv_timer_t>("uv_timer_init", nullptr,
                                           [loop](uv_timer_t* t) { return uv_timer_init(loop, t); });
    aio::uv::check("uv_timer_start", uv_timer_start(
                                         timer.get(),
                                         [](uv_timer_t* expired) {
                                             std::fputs("watchdog: still waiting for\n", stderr);
                                             uv_print_active_handles(expired->loop, stderr);
                                             std::abort();
                                         },
                                         limit_ms, 0));
    uv_unref(reinterpret_cast<uv_handle_t*>(timer.get())); // so that a deadlock is still seen as one
    return timer;
}

template <class T>
coro::task<T> watched(coro::task<T> work) {
    const auto timer = watchdog();
    if constexpr (std::is_void_v<T>)
        co_await std::move(work);
    else
        co_return co_await std::move(work);
}

} // namespace detail

/// Also checks that no coroutine frame is left; that every handle is closed is checked by the loop itself.
template <class T>
T run_async(coro::task<T> work, std::stop_token stop = {}) {
    struct no_frames_left {
        ~no_frames_left() { CHECK(coro::live_frames() == 0); }
    } const at_end;
    return aio::run(detail::watched(std::move(work)), std::move(stop));
}

} // namespace flags::test
