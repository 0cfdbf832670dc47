// Arming one-shot uv timers: what sleep and timeout share.
#pragma once

#include <flags/aio/uv/handle.hpp>

#include <uv.h>

#include <chrono>

namespace flags::aio {

/// A timer on the current loop that calls `on_expiry` once after `delay`, rounded up to milliseconds.
[[nodiscard]] uv::handle<uv_timer_t> start_timer(std::chrono::nanoseconds delay, void* data,
                                                 uv_timer_cb on_expiry);

} // namespace flags::aio
