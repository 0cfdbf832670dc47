// Results in finishing order, with a bound on how much runs at once.
#pragma once

#include <flags/coro/async_generator.hpp>
#include <flags/coro/generator.hpp>
#include <flags/coro/stop.hpp>
#include <flags/coro/task.hpp>
#include <flags/coro/task_group.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace flags::coro {

namespace detail {

// The result of a child of as_completed: the source's next task, nothing at the end of the source, or a task's result.
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

// A child reads a source that may suspend, so that results are still returned meanwhile; any other source is read here.
template <class T, class Source>
async_generator<T> completed(Source source, std::size_t limit) {
    linked_stop_source stop(co_await this_stop_token());
    task_group<completed_step<T>> group;
    std::exception_ptr failure;
    bool more = true;
    bool asking = false;
    const auto fail = [&](const std::exception_ptr& with) {
        if (!failure) failure = with;
        stop.request_stop();
        more = false;
    };
    const auto start = [&](std::optional<task<T>> work) {
        more = more && work;
        if (more) group.start(run_task(std::move(*work)), stop.token());
    };
    while (true) {
        while (more && !asking && group.held() < std::max<std::size_t>(limit, 1)) {
            if constexpr (std::is_same_v<Source, async_generator<task<T>>>) {
                group.start(next_task(source), stop.token());
                asking = true;
            } else {
                try {
                    start(source.next());
                } catch (...) {
                    fail(std::current_exception());
                }
            }
        }
        if (group.held() == 0) break;
        const std::size_t slot = co_await group.next_ended();
        settled<completed_step<T>> step = group.take(slot);
        if (!step.has_value()) {
            fail(step.error());
        } else if (auto* const result = std::get_if<1>(&*step)) {
            if (!failure) co_yield std::move(*result);
        } else {
            asking = false;
            start(std::move(std::get<0>(*step)));
        }
    }
    if (failure) std::rethrow_exception(failure);
}

} // namespace detail

/// Like: asyncio.as_completed, as an asynchronous generator. Unlike asyncio, the tasks come from a lazy
/// source and at most `limit` (at least 1) are held, running or ended and not yet asked for: memory does
/// not grow with the source.
/// Errors: the first failure, of a task or of the source, asks the others to stop and is rethrown when they
/// have ended.
/// Cancel: the tasks inherit the stop token of the consumer; `cancelled` counts as a failure.
/// Suspends: tasks are taken from the source only inside next().
template <class T>
async_generator<T> as_completed(generator<task<T>> source, std::size_t limit) {
    return detail::completed<T>(std::move(source), limit);
}

/// The same with a source that may suspend (lines of a pipe, for example): results are returned while it waits.
/// Suspends: the source runs beside the tasks, one step ahead of the room for them at most.
template <class T>
async_generator<T> as_completed(async_generator<task<T>> source, std::size_t limit) {
    return detail::completed<T>(std::move(source), limit);
}

/// The same for a list of tasks: all start together.
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
