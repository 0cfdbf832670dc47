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
#include <variant>
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

namespace detail {

// What a child of as_completed over an asynchronous source brings: the source's next task, or nothing at its end,
// or a task's result.
template <class T>
using completed_step = std::variant<std::optional<task<T>>, T>;

template <class T>
task<completed_step<T>> next_task(async_generator<task<T>>& source) {
    co_return completed_step<T>(std::in_place_index<0>, co_await source.next());
}

template <class T>
task<completed_step<T>> run_task(task<T> work) {
    co_return completed_step<T>(std::in_place_index<1>, co_await std::move(work));
}

} // namespace detail

/// The same with a source that waits itself, for lines of a pipe, say: results come out while it does.
/// Suspends: the source runs beside the tasks, one step ahead of the room for them at most.
template <class T>
async_generator<T> as_completed(async_generator<task<T>> source, std::size_t limit) {
    linked_stop_source stop(co_await this_stop_token());
    detail::child_group<detail::completed_step<T>> group;
    std::exception_ptr failure;
    limit = std::max<std::size_t>(limit, 1);
    bool more = true;
    bool asking = false;
    while (true) {
        if (more && !asking && group.held() < limit) {
            group.start(detail::next_task(source), stop.token());
            asking = true;
        }
        if (group.held() == 0) break;
        const std::size_t slot = co_await group.next_ended();
        settled<detail::completed_step<T>> step = group.take(slot);
        if (!step.has_value()) {
            if (!failure) failure = step.error();
            stop.request_stop();
            more = false;
        } else if (auto* const result = std::get_if<1>(&*step)) {
            if (!failure) co_yield std::move(*result);
        } else {
            asking = false;
            auto& work = std::get<0>(*step);
            if (work && more)
                group.start(detail::run_task(std::move(*work)), stop.token());
            else
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
