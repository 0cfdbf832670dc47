// The entry point: runs one coroutine to completion on a loop of its own.
#pragma once

#include <flags/aio/loop.hpp>
#include <flags/coro/task.hpp>
#include <flags/coro/task_group.hpp>

#include <exception>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace flags::aio {

/// Like: asyncio.run(main()).
/// Errors: what the task throws; `cancelled` when `stop` ended it; machine_error when there are no descriptors for a loop.
/// Threads: any thread; blocks it. stop is requested of `stop` on this same thread (see aio::interrupt).
template <class T>
T run(coro::task<T> main, std::stop_token stop = {}) {
    loop here;
    coro::task_group<T> root;
    root.start(std::move(main), std::move(stop));
    auto ended = root.next_ended();
    here.turn_until([&ended] { return ended.await_ready(); });
    coro::settled<T> result = root.take(ended.await_resume());
    if (!result.has_value()) std::rethrow_exception(result.error());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

} // namespace flags::aio
