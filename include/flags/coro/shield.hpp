// Work that a stop request does not reach: cleaning up.
#pragma once

#include <flags/coro/task.hpp>

#include <coroutine>
#include <stop_token>
#include <utility>

namespace flags::coro {

/// Like: the awaits in a `finally` block of a cancelled asyncio task, which run as usual. `co_await
/// shield(f())` runs f() without the awaiting coroutine's stop token.
/// Errors: those of the task.
/// Suspends: as the task.
/// Cancel: not by a stop request; keep the work short. Destroying the awaiting frame destroys it.
template <class T>
class [[nodiscard]] shield {
public:
    explicit shield(task<T> work) noexcept
        : work_(std::move(work)), awaiter_(std::move(work_).operator co_await()) {}
    shield(const shield&) = delete;
    shield& operator=(const shield&) = delete;
    ~shield() = default;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
        return awaiter_.await_suspend(awaiting); // a handle without its promise gives no token
    }
    T await_resume() { return awaiter_.await_resume(); }

private:
    task<T> work_;
    typename task<T>::awaiter awaiter_;
};

} // namespace flags::coro
