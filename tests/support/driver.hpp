// Drives one task by hand, turn by turn, without a loop: for tests without I/O.
#pragma once

#include <flags/coro/async_generator.hpp>
#include <flags/coro/ready_queue.hpp>
#include <flags/coro/task.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace flags::test {

/// Checks at its end that no coroutine frame of this thread is left.
template <class T = void>
class driver {
public:
    driver() = default;
    driver(const driver&) = delete;
    driver& operator=(const driver&) = delete;
    ~driver() {
        destroy();
        CHECK(coro::live_frames() == 0);
        CHECK(queue_.empty());
    }

    void start(coro::task<T> work) {
        group_ = std::make_unique<coro::task_group<T>>();
        group_->start(std::move(work), stop_.get_token());
    }

    /// One drain; returns how many coroutines went on.
    std::size_t turn() { return queue_.drain(); }

    /// Turns until nothing is ready any more. `most` bounds a task that never rests.
    void settle(std::size_t most = 10'000) {
        for (std::size_t turns = 0; !queue_.empty() && turns < most; ++turns)
            turn();
        if (!result_ && group_) {
            auto ended = group_->next_ended();
            if (ended.await_ready()) result_.emplace(group_->take(ended.await_resume()));
        }
    }

    [[nodiscard]] bool done() {
        settle();
        return result_.has_value();
    }

    /// The value, or the exception of the task.
    T get() {
        REQUIRE(done());
        if (!result_->has_value()) std::rethrow_exception(result_->error());
        if constexpr (!std::is_void_v<T>) return std::move(**result_);
    }

    [[nodiscard]] bool was_cancelled() {
        if (!done() || result_->has_value()) return false;
        try {
            std::rethrow_exception(result_->error());
        } catch (const coro::cancelled&) {
            return true;
        } catch (...) {
            return false;
        }
    }

    void request_stop() { stop_.request_stop(); }

    /// Destroys the task wherever it stands.
    void destroy() { group_.reset(); }

private:
    coro::ready_queue queue_;
    coro::ready_queue::binding binding_{queue_};
    std::stop_source stop_;
    std::unique_ptr<coro::task_group<T>> group_;
    std::optional<coro::settled<T>> result_;
};

/// Gives way to other tasks `turns` times, then ends with `value`.
inline coro::task<int> after_turns(int turns, int value) {
    for (int i = 0; i < turns; ++i)
        co_await coro::yield_now();
    co_return value;
}

/// All values of a generator, in their order.
inline coro::task<std::vector<int>> collect(coro::async_generator<int> from) {
    std::vector<int> seen;
    while (auto value = co_await from.next())
        seen.push_back(*value);
    co_return seen;
}

/// Like driver, with the result already started.
template <class T>
std::unique_ptr<driver<T>> drive(coro::task<T> work) {
    auto started = std::make_unique<driver<T>>();
    started->start(std::move(work));
    return started;
}

} // namespace flags::test
