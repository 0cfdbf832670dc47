// The number of coroutine frames that exist.
#include <flags/coro/task.hpp>

namespace flags::coro {

namespace {

thread_local std::size_t frames = 0;

} // namespace

std::size_t live_frames() noexcept { return frames; }

namespace detail {

promise_base::promise_base() noexcept { ++frames; }
promise_base::~promise_base() { --frames; }

} // namespace detail
} // namespace flags::coro
