// A flag that tasks wait for.
#pragma once

#include <flags/base/intrusive_list.hpp>
#include <flags/coro/suspension.hpp>

#include <coroutine>

namespace flags::coro {

/// Like: asyncio.Event.
/// Threads: loop thread only.
/// Lifetime: outlives its waiters.
class event {
public:
    class wait_awaiter final : public suspension, public list_hook {
    public:
        explicit wait_awaiter(event& on) noexcept : on_(&on) {}
        [[nodiscard]] bool await_ready() const noexcept { return on_->set_; }
        template <class Promise>
        [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> handle) {
            if (!suspend(handle)) return false;
            on_->waiters_.push_back(*this);
            return true;
        }
        void await_resume() { check_stopped(); }

    private:
        friend class event;
        bool on_stop() noexcept override {
            unlink();
            return true;
        }
        event* on_;
    };

    [[nodiscard]] bool is_set() const noexcept { return set_; }

    /// Wakes all present waiters; later waits return at once until clear().
    void set() noexcept {
        set_ = true;
        while (!waiters_.empty())
            waiters_.pop_front().wake();
    }
    void clear() noexcept { set_ = false; }

    /// Suspends: not when set.
    /// Cancel: stops waiting.
    [[nodiscard]] wait_awaiter wait() noexcept { return wait_awaiter(*this); }

private:
    bool set_ = false;
    intrusive_list<wait_awaiter> waiters_;
};

} // namespace flags::coro
