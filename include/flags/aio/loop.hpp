// The event loop of a thread: libuv for I/O and time, the ready queue for coroutines.
#pragma once

#include <flags/aio/uv/handle.hpp>
#include <flags/aio/uv/poll_table.hpp>
#include <flags/coro/ready_queue.hpp>

#include <uv.h>

#include <functional>
#include <optional>

namespace flags::aio {

/// Owns: one uv_loop_t and the ready queue bound to this thread. Not movable.
/// Threads: made, used and destroyed on one thread; a thread may nest loops, the innermost is current.
/// Lifetime: created first, destroyed last. All handles on it must be closed (their owners destroyed)
/// before its destructor, which runs the loop until libuv has released all, and aborts with a list of the handles that are still
/// open.
class loop {
public:
    loop();
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;
    ~loop();

    /// The loop that runs on this thread.
    /// Errors: usage_error when there is none.
    [[nodiscard]] static loop& current();

    /// For libuv's own calls.
    [[nodiscard]] uv_loop_t* raw() noexcept { return &loop_; }

    /// For libraries that bring their own sockets.
    [[nodiscard]] uv::poll_table& polls() noexcept { return *polls_; }

    /// Turns until `done()`: resume what is ready, then one round of I/O and timers.
    /// Errors: flags::error (resource_deadlock_would_occur) when nothing is left that could ever wake a
    /// coroutine.
    void turn_until(const std::function<bool()>& done);

private:
    void stay_awake();

    uv_loop_t loop_{};
    coro::ready_queue ready_;
    coro::ready_queue::binding binding_{ready_};
    loop* outer_;
    std::optional<uv::poll_table> polls_;
    uv::handle<uv_prepare_t> before_poll_;
    uv::handle<uv_idle_t> no_wait_;
};

} // namespace flags::aio
