// Results in finishing order, with a bound on how much runs at once.
#pragma once

#include <flags/coro/async_generator.hpp>
#include <flags/coro/detail/child_group.hpp>
#include <flags/coro/generator.hpp>
#include <flags/coro/stop.hpp>
#include <flags/coro/task.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace flags::coro {

/// Like: asyncio.as_completed, as an asynchronous generator. Unlike asyncio, the tasks come from a lazy
/// source and at most `limit` (at least 1) are held, running or ended and not yet asked for: memory does
/// not grow with the source.
/// Errors: the first failure, of a task or of the source, asks the others to stop and is rethrown when they
/// have ended.
/// Cancel: the tasks inherit the stop token of the consumer; `cancelled` counts as a failure.
/// Suspends: tasks are taken from the source only inside next().
template <class T>
async_generator<T> as_completed(generator<task<T>> source, std::size_t limit) {
    linked_stop_source stop(co_await this_stop_token());
    detail::child_group<T> group;
    std::exception_ptr failure;
    limit = std::max<std::size_t>(limit, 1);
    bool more = true;
    while (true) {
        while (more && group.held() < limit) {
            std::optional<task<T>> work;
            try {
                work = source.next();
            } catch (...) {
                failure = std::current_exception();
                stop.request_stop();
            }
            if (work)
                group.start(std::move(*work), stop.token());
            else
                more = false;
        }
        if (group.held() == 0) break;
        const std::size_t slot = co_await group.next_ended();
        settled<T> result = group.take(slot);
        if (result.has_value()) {
            if (!failure) co_yield std::move(*result);
        } else if (!failure) {
            failure = result.error();
            stop.request_stop();
            more = false;
        }
    }
    if (failure) std::rethrow_exception(failure);
}

/// The same for tasks that are at hand: all start together.
template <class T>
async_generator<T> as_completed(std::vector<task<T>> tasks) {
    const std::size_t all = tasks.size();
    const auto each = [](std::vector<task<T>> given) -> generator<task<T>> {
        for (auto& work : given)
            co_yield std::move(work);
    };
    return as_completed(each(std::move(tasks)), all);
}

} // namespace flags::coro
