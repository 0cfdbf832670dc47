// The base of every leaf awaiter: suspended once, woken once, by its event or by a stop request.
#pragma once

#include <flags/coro/cancelled.hpp>
#include <flags/coro/ready_queue.hpp>

#include <coroutine>
#include <cstdint>
#include <optional>
#include <stop_token>

namespace flags::coro {

/// The stop token that a coroutine runs under; empty for coroutines without one.
template <class Promise>
[[nodiscard]] std::stop_token stop_token_of(std::coroutine_handle<Promise> handle) noexcept {
    if constexpr (requires { handle.promise().stop_token(); })
        return handle.promise().stop_token();
    else
        return {};
}

/// Base of leaf awaiters. Whichever of wake() and the stop request comes first decides; the other is
/// ignored, so a result that has arrived is never lost to a later cancellation.
/// Threads: loop thread only; a stop source of coroutines is asked to stop on that thread, too.
/// Suspends: resumes from the ready queue, never from inside wake().
/// Cancel: on_stop() gives up the wait; then the coroutine resumes and check_stopped() throws.
/// Lifetime: safe to destroy while suspended or queued. A derived class whose source holds a pointer to it
/// detaches in its destructor when waiting().
class suspension {
public:
    suspension(const suspension&) = delete;
    suspension& operator=(const suspension&) = delete;

    /// The wait is over: the coroutine continues in the next drain.
    void wake() noexcept {
        if (state_ != state::waiting) return;
        state_ = state::woken;
        queue_->push(node_, handle_);
    }

protected:
    suspension() noexcept = default;
    virtual ~suspension() = default;

    /// For await_suspend: false (do not suspend) when a stop was requested before.
    template <class Promise>
    [[nodiscard]] bool suspend(std::coroutine_handle<Promise> handle) {
        return suspend(handle, stop_token_of(handle));
    }

    [[nodiscard]] bool suspend(std::coroutine_handle<> handle, const std::stop_token& token) {
        if (token.stop_requested()) {
            state_ = state::stopped;
            return false;
        }
        handle_ = handle;
        queue_ = &ready_queue::current();
        state_ = state::waiting;
        if (token.stop_possible()) stop_callback_.emplace(token, stop_action{this});
        return true;
    }

    /// For await_resume: ends the interest in the stop token; throws cancelled when the stop came first.
    void check_stopped() {
        stop_callback_.reset();
        if (state_ == state::stopped) throw cancelled{};
    }

    [[nodiscard]] bool waiting() const noexcept { return state_ == state::waiting; }

    /// Called if a stop arrives while waiting. True: the wait is given up, the coroutine continues as
    /// cancelled. False: it cannot be given up, the wait continues until its event.
    [[nodiscard]] virtual bool on_stop() noexcept = 0;

private:
    enum class state : std::uint8_t { idle, waiting, woken, stopped };

    struct stop_action {
        suspension* self;
        void operator()() const noexcept { self->stop(); }
    };

    void stop() noexcept {
        if (state_ != state::waiting || !on_stop()) return;
        state_ = state::stopped;
        queue_->push(node_, handle_);
    }

    ready_node node_;
    ready_queue* queue_ = nullptr;
    std::coroutine_handle<> handle_;
    std::optional<std::stop_callback<stop_action>> stop_callback_;
    state state_ = state::idle;
};

} // namespace flags::coro
