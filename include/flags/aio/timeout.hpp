// A task with a time limit.
#pragma once

#include <flags/aio/uv/handle.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/stop.hpp>
#include <flags/coro/task.hpp>
#include <flags/coro/task_group.hpp>

#include <uv.h>

#include <chrono>
#include <exception>
#include <type_traits>
#include <utility>

namespace flags::aio {

/// Like: TimeoutError of asyncio.timeout.
class timed_out : public error {
public:
    explicit timed_out(std::chrono::nanoseconds limit);
};

namespace detail {

/// Asks `target` to stop when `limit` has passed.
class deadline {
public:
    deadline(std::chrono::nanoseconds limit, coro::linked_stop_source& target);
    [[nodiscard]] bool expired() const noexcept { return expired_; }

private:
    coro::linked_stop_source* target_;
    bool expired_ = false;
    uv::handle<uv_timer_t> timer_;
};

} // namespace detail

/// Like: asyncio.wait_for(work, limit): runs `work`, asks it to stop after `limit` and waits until it has
/// ended.
/// Units/limits: as sleep.
/// Errors: timed_out when the work was cancelled because of the limit; a result that came in spite of it
/// counts.
/// Cancel: the work inherits the stop token.
template <class T>
coro::task<T> timeout(std::chrono::nanoseconds limit, coro::task<T> work) {
    const std::stop_token parent = co_await coro::this_stop_token();
    coro::linked_stop_source stop(parent);
    coro::task_group<T> group;
    group.start(std::move(work), stop.token());
    const detail::deadline end(limit, stop);
    const std::size_t slot = co_await group.next_ended();
    coro::settled<T> result = group.take(slot);
    if (!result.has_value()) {
        try {
            std::rethrow_exception(result.error());
        } catch (const coro::cancelled&) {
            if (end.expired() && !parent.stop_requested()) throw timed_out(limit);
            throw;
        }
    }
    if constexpr (!std::is_void_v<T>) co_return std::move(*result);
}

} // namespace flags::aio
