// Concurrent tasks that one coroutine owns and joins. The base of gather, as_completed and scope.
#pragma once

#include <flags/coro/settled.hpp>
#include <flags/coro/task.hpp>

#include <cassert>
#include <cstddef>
#include <deque>
#include <exception>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace flags::coro {

namespace detail {

/// Called when a child has ended; must not destroy the child from inside the call.
class child_owner {
public:
    virtual void child_ended(std::size_t slot) noexcept = 0;

protected:
    ~child_owner() = default;
};

/// The coroutine around a child's task. Owns its frame.
class child {
public:
    class promise_type : public promise_base {
    public:
        child get_return_object() noexcept {
            return child(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        void return_void() const noexcept {}
        [[noreturn]] void unhandled_exception() const noexcept {
            std::terminate();
        } // settle() does not throw

        struct tell_owner {
            [[nodiscard]] bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<promise_type> self) const noexcept {
                self.promise().owner_->child_ended(self.promise().slot_);
            }
            void await_resume() const noexcept {}
        };
        [[nodiscard]] tell_owner final_suspend() const noexcept { return {}; }

    private:
        friend class child;
        child_owner* owner_ = nullptr;
        std::size_t slot_ = 0;
        ready_node start_;
    };

    child() noexcept = default;
    child(child&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    child& operator=(child&& other) noexcept {
        if (auto old = std::exchange(handle_, std::exchange(other.handle_, {}))) old.destroy();
        return *this;
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() {
        if (handle_) handle_.destroy();
    }

    /// Starts with the next drain, as asyncio's create_task does.
    void start(child_owner& owner, std::size_t slot, std::stop_token token) {
        auto& promise = handle_.promise();
        promise.owner_ = &owner;
        promise.slot_ = slot;
        promise.set_stop_token(std::move(token));
        ready_queue::current().push(promise.start_, handle_);
    }

private:
    explicit child(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
    std::coroutine_handle<promise_type> handle_;
};

template <class T>
child settle(task<T> work, std::optional<settled<T>>& result) {
    result.emplace(co_await std::move(work).as_settled());
}

} // namespace detail

/// Like: a set of asyncio.Task and asyncio.wait(tasks, return_when=FIRST_COMPLETED). Unlike asyncio.TaskGroup, which is
/// scope here, it returns each result and stops no task: the owner of the group decides what a failure means.
/// Owns: the tasks; destroying the group destroys those that are still suspended.
/// Units/limits: the slots of tasks that were taken are reused, so a group that runs for long does not grow.
/// Errors: a task's failure, `cancelled` too, is in its result.
/// Threads: loop thread only.
template <class T>
class task_group final : private detail::child_owner {
public:
    task_group() = default;
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;
    ~task_group() = default;

    /// Starts `work` with the next drain, under `token`. Returns its slot: 0, 1, 2… in order of the calls as long as no
    /// slot was freed by take().
    /// Errors: usage_error when no loop runs on this thread.
    std::size_t start(task<T> work, std::stop_token token) {
        std::size_t slot = slots_.size();
        if (free_.empty()) {
            slots_.emplace_back();
        } else {
            slot = free_.back();
            free_.pop_back();
        }
        slots_[slot].body = detail::settle(std::move(work), slots_[slot].result);
        slots_[slot].body.start(*this, slot, std::move(token));
        ++held_;
        return slot;
    }

    /// Tasks that run or have ended and were not taken.
    [[nodiscard]] std::size_t held() const noexcept { return held_; }

    /// Waits until some task has ended and gives its slot, in order of the endings.
    /// Cancel: this wait ignores stop requests, since the tasks have stop tokens of their own: the owner of tasks always
    /// waits for them.
    [[nodiscard]] auto next_ended() noexcept {
        assert(held_ > 0 && "nothing to wait for");
        return ended_awaiter(*this);
    }

    /// The result of an ended task that was not taken.
    [[nodiscard]] const settled<T>& result(std::size_t slot) const noexcept { return *slots_[slot].result; }

    /// Takes the result of an ended task; frees its frame and its slot.
    [[nodiscard]] settled<T> take(std::size_t slot) {
        auto& [result, body] = slots_[slot];
        body = detail::child();
        settled<T> value = std::move(*result);
        result.reset();
        free_.push_back(slot);
        --held_;
        return value;
    }

private:
    class ended_awaiter final : public suspension {
    public:
        explicit ended_awaiter(task_group& group) noexcept : group_(&group) {}
        ended_awaiter(const ended_awaiter&) = delete;
        ended_awaiter& operator=(const ended_awaiter&) = delete;
        ~ended_awaiter() override {
            if (group_->awaiter_ == this) group_->awaiter_ = nullptr;
        }
        [[nodiscard]] bool await_ready() const noexcept { return !group_->ended_.empty(); }
        [[nodiscard]] bool await_suspend(std::coroutine_handle<> handle) {
            group_->awaiter_ = this;
            return suspend(handle, std::stop_token());
        }
        std::size_t await_resume() {
            const std::size_t slot = group_->ended_.front();
            group_->ended_.pop_front();
            return slot;
        }

    private:
        bool on_stop() noexcept override { return true; }
        task_group* group_;
    };

    struct slot_state {
        std::optional<settled<T>> result; // before the body, which refers to it
        detail::child body;
    };

    void child_ended(std::size_t slot) noexcept override {
        ended_.push_back(slot);
        if (awaiter_ != nullptr) std::exchange(awaiter_, nullptr)->wake();
    }

    std::deque<slot_state> slots_; // a deque: running children refer to their slots
    std::vector<std::size_t> free_;
    std::deque<std::size_t> ended_;
    ended_awaiter* awaiter_ = nullptr;
    std::size_t held_ = 0;
};

} // namespace flags::coro
