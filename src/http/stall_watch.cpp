// One timer over all transfers in flight.
#include "http/stall_watch.hpp"

#include <algorithm>
#include <utility>

namespace flags::http {

namespace {

// Between two looks at least this much time passes, however staggered the deadlines are.
constexpr std::uint64_t shortest_pause_ms = 10;

} // namespace

stall_watch::stall_watch(uv_loop_t* loop, std::chrono::milliseconds limit, rate_floor floor)
    : loop_(loop), limit_ms_(static_cast<std::uint64_t>(std::max<std::int64_t>(limit.count(), 0))),
      floor_{.bytes = floor.bytes, .window = std::max(floor.window, rate_floor::stalls_in_a_window * limit)},
      timer_(aio::uv::make<uv_timer_t>("uv_timer_init", this,
                                       [loop](uv_timer_t* t) { return uv_timer_init(loop, t); })) {
    // The watched transfers keep the loop running; the watch alone must not.
    uv_unref(reinterpret_cast<uv_handle_t*>(timer_.get()));
}

void stall_watch::add(watched& transfer) noexcept {
    transfer.touch(loop_);
    if (limit_ms_ == 0) return;
    running_.push_back(transfer);
    if (uv_is_active(reinterpret_cast<uv_handle_t*>(timer_.get())) == 0) look();
}

// A window that is over begins anew. It is looked at a stall limit after its end at the latest.
bool stall_watch::is_too_slow(watched& transfer, std::uint64_t now) const noexcept {
    if (transfer.bytes_ == 0 ||
        now - transfer.window_begin_ms_ < static_cast<std::uint64_t>(floor_.window.count()))
        return false;
    transfer.window_begin_ms_ = now;
    return std::exchange(transfer.bytes_, 0) < floor_.bytes;
}

void stall_watch::look() noexcept {
    const std::uint64_t now = uv_now(loop_);
    std::uint64_t oldest = now;
    running_.each([&](watched& each) {
        if (now - each.last_progress_ms_ >= limit_ms_) {
            each.unlink();
            each.stalled();
        } else if (is_too_slow(each, now)) {
            each.unlink();
            each.dripped();
        } else {
            oldest = std::min(oldest, each.last_progress_ms_);
        }
    });
    if (running_.empty()) return;
    const std::uint64_t pause = std::max(oldest + limit_ms_ - now, shortest_pause_ms);
    uv_timer_start(
        timer_.get(),
        [](uv_timer_t* timer) {
            if (timer->data != nullptr) static_cast<stall_watch*>(timer->data)->look();
        },
        pause, 0);
}

} // namespace flags::http
