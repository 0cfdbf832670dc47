// Arming one-shot uv timers.
#include "aio/timer.hpp"

#include <flags/aio/loop.hpp>

#include <algorithm>
#include <cstdint>

namespace flags::aio {

uv::handle<uv_timer_t> start_timer(std::chrono::nanoseconds delay, void* data, uv_timer_cb on_expiry) {
    uv_loop_t* const loop = loop::current().raw();
    auto timer =
        uv::make<uv_timer_t>("uv_timer_init", data, [loop](uv_timer_t* t) { return uv_timer_init(loop, t); });
    // libuv counts from the time it cached at the start of the turn: without the update a timer armed after a
    // callback that took long would fire early (measured: 5 ms became 3; libuv 1.44.2).
    uv_update_time(loop);
    const auto rounded =
        std::chrono::ceil<std::chrono::milliseconds>(std::max(delay, std::chrono::nanoseconds(0)));
    uv::check("uv_timer_start",
              uv_timer_start(timer.get(), on_expiry, static_cast<std::uint64_t>(rounded.count()), 0));
    return timer;
}

} // namespace flags::aio
