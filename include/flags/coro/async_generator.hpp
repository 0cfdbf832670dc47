// async_generator<T>: a lazy sequence whose values are awaited.
#pragma once

#include <flags/coro/task.hpp>

#include <cassert>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace flags::coro {

/// Like: an asynchronous generator; `async for x in g` is written `while (auto x = co_await g.next())`.
/// Owns: the coroutine frame; destroying it while it waits destroys what it waits for.
/// Errors: what the body throws comes out of the await of next(), which ends the sequence.
/// Suspends: the body runs only inside next(); the consumer continues when the body yields.
/// Cancel: the body runs under the stop token of the coroutine that awaits next().
/// Threads: the thread of its consumer; one next() at a time.
template <class T>
class [[nodiscard]] async_generator {
public:
    class promise_type : public detail::promise_base {
    public:
        async_generator get_return_object() noexcept {
            return async_generator(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        continue_awaiting yield_value(T& value) noexcept {
            value_ = std::addressof(value);
            return {};
        }
        continue_awaiting yield_value(T&& value) noexcept { return yield_value(value); }
        void return_void() const noexcept {}
        void unhandled_exception() noexcept { failure_ = std::current_exception(); }

    private:
        friend class async_generator;
        T* value_ = nullptr; // in the body's frame, until the body continues
        std::exception_ptr failure_;
    };

    async_generator(async_generator&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    async_generator& operator=(async_generator&& other) noexcept {
        if (auto old = std::exchange(handle_, std::exchange(other.handle_, {}))) old.destroy();
        return *this;
    }
    async_generator(const async_generator&) = delete;
    async_generator& operator=(const async_generator&) = delete;
    ~async_generator() {
        if (handle_) handle_.destroy();
    }

    class next_awaiter {
    public:
        explicit next_awaiter(std::coroutine_handle<promise_type> body) noexcept : body_(body) {}
        [[nodiscard]] bool await_ready() const noexcept { return !body_ || body_.done(); }
        template <class Promise>
        [[nodiscard]] std::coroutine_handle<>
        await_suspend(std::coroutine_handle<Promise> consumer) noexcept {
            body_.promise().value_ = nullptr;
            body_.promise().set_stop_token(stop_token_of(consumer));
            body_.promise().set_continuation(consumer);
            return body_;
        }
        std::optional<T> await_resume() {
            if (!body_) return std::nullopt;
            if (body_.done()) {
                if (auto failure = std::exchange(body_.promise().failure_, nullptr))
                    std::rethrow_exception(failure);
                return std::nullopt;
            }
            return std::optional<T>(std::move(*body_.promise().value_));
        }

    private:
        std::coroutine_handle<promise_type> body_;
    };

    /// The next value, or nothing when the sequence has ended.
    [[nodiscard]] next_awaiter next() noexcept { return next_awaiter(handle_); }

private:
    explicit async_generator(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
    std::coroutine_handle<promise_type> handle_;
};

} // namespace flags::coro
