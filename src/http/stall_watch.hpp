// Ends transfers without progress.
#pragma once

#include <flags/aio/uv/handle.hpp>
#include <flags/base/intrusive_list.hpp>
#include <flags/http/client_options.hpp>

#include <uv.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace flags::http {

/// Something that has to make progress. It leaves the watch when it is unlinked or destroyed.
class watched : public list_hook {
public:
    /// Progress was made, at the loop's cached time.
    void touch(uv_loop_t* loop) noexcept { last_progress_ms_ = uv_now(loop); }
    /// The same, by bytes that came.
    void received(uv_loop_t* loop, std::size_t bytes) noexcept {
        touch(loop);
        if (bytes_ == 0) window_begin_ms_ = last_progress_ms_;
        bytes_ += bytes;
    }
    virtual ~watched() = default; // virtual for -Wnon-virtual-dtor: GCC assumes that a friend may delete one

private:
    friend class stall_watch;
    virtual void stalled() noexcept = 0;
    /// Bytes come, but too few.
    virtual void dripped() noexcept = 0;
    std::uint64_t last_progress_ms_ = 0;
    std::uint64_t window_begin_ms_ = 0;
    std::size_t bytes_ = 0; // in the window that is running; it begins with its first byte
};

/// libcurl's own limit (LOW_SPEED_TIME) counts whole seconds; this one has the loop's millisecond.
/// One timer serves all: it looks at everything in flight when the one that has waited longest may be due.
class stall_watch {
public:
    /// A limit of zero watches nothing, the rate neither.
    stall_watch(uv_loop_t* loop, std::chrono::milliseconds limit, rate_floor floor);

    [[nodiscard]] const rate_floor& floor() const noexcept { return floor_; }

    void add(watched& transfer) noexcept;

private:
    void look() noexcept;
    [[nodiscard]] bool is_too_slow(watched& transfer, std::uint64_t now) const noexcept;

    uv_loop_t* loop_;
    std::uint64_t limit_ms_;
    rate_floor floor_;
    aio::uv::handle<uv_timer_t> timer_;
    intrusive_list<watched> running_;
};

} // namespace flags::http
