// Run tasks concurrently and wait for all of them.
#pragma once

#include <flags/coro/settled.hpp>
#include <flags/coro/stop.hpp>
#include <flags/coro/task.hpp>
#include <flags/coro/task_group.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace flags::coro {

/// Like: asyncio.gather(*tasks, return_exceptions=True): results in argument order, failures as values.
/// Suspends: the tasks start with the next drain; returns when every one has ended.
/// Cancel: the tasks inherit the stop token and end as settled `cancelled`; this call itself does not throw
/// for it.
template <class T>
task<std::vector<settled<T>>> gather_outcomes(std::vector<task<T>> tasks) {
    const std::stop_token token = co_await this_stop_token();
    task_group<T> group;
    for (auto& each : tasks)
        group.start(std::move(each), token);
    for (std::size_t ended = 0; ended < tasks.size(); ++ended)
        co_await group.next_ended();
    std::vector<settled<T>> results;
    results.reserve(tasks.size());
    for (std::size_t slot = 0; slot < tasks.size(); ++slot)
        results.push_back(group.take(slot));
    co_return results;
}

/// Like: asyncio.gather(*tasks): results in argument order. Unlike asyncio, it waits for every task always:
/// the first failure asks the others to stop and is rethrown when all have ended (asyncio leaves them
/// running).
/// Suspends: the tasks start with the next drain; returns when every one has ended.
/// Cancel: the tasks inherit the stop token; throws cancelled after they have ended, unless all had
/// succeeded.
template <class T>
task<std::conditional_t<std::is_void_v<T>, void, std::vector<std::conditional_t<std::is_void_v<T>, int, T>>>>
gather(std::vector<task<T>> tasks) {
    linked_stop_source stop(co_await this_stop_token());
    task_group<T> group;
    for (auto& each : tasks)
        group.start(std::move(each), stop.token());
    std::exception_ptr first_failure;
    for (std::size_t ended = 0; ended < tasks.size(); ++ended) {
        const std::size_t slot = co_await group.next_ended();
        if (!first_failure && !group.result(slot).has_value()) {
            first_failure = group.result(slot).error();
            stop.request_stop();
        }
    }
    if (first_failure) std::rethrow_exception(first_failure);
    if constexpr (!std::is_void_v<T>) {
        std::vector<T> results;
        results.reserve(tasks.size());
        for (std::size_t slot = 0; slot < tasks.size(); ++slot)
            results.push_back(*group.take(slot));
        co_return results;
    }
}

namespace detail {

template <class T>
using value_of = typename task_promise<T>::value_type;

template <class T>
task<> store_result(task<T> work, std::optional<value_of<T>>& place) {
    if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        place.emplace();
    } else {
        place.emplace(co_await std::move(work));
    }
}

template <class... T, std::size_t... I>
task<std::tuple<value_of<T>...>> gather_tuple(std::index_sequence<I...> /*positions*/, task<T>... tasks) {
    std::tuple<std::optional<value_of<T>>...> places;
    std::vector<task<>> parts;
    (parts.push_back(store_result(std::move(tasks), std::get<I>(places))), ...);
    co_await gather(std::move(parts));
    co_return std::tuple<value_of<T>...>(std::move(*std::get<I>(places))...);
}

} // namespace detail

/// The same for tasks of different types; a task<void> gives an empty value in its place of the tuple.
template <class... T>
    requires(sizeof...(T) > 1)
auto gather(task<T>... tasks) {
    return detail::gather_tuple<T...>(std::index_sequence_for<T...>(), std::move(tasks)...);
}

} // namespace flags::coro
