// task<T>: a lazy coroutine that is awaited once.
#pragma once

#include <flags/base/compiler.hpp>
#include <flags/coro/settled.hpp>
#include <flags/coro/suspension.hpp>

#include <cassert>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <expected>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <variant>

namespace flags::coro {

template <class T = void>
class task;

/// Number of coroutine frames of this library on this thread: zero again when everything was
/// awaited or destroyed. For tests and for assertions at the end of a loop.
[[nodiscard]] std::size_t live_frames() noexcept;

namespace detail {

/// The base of the promises of task, child and async_generator: the coroutine that continues at the end, and the stop
/// token.
class promise_base {
public:
    promise_base() noexcept;
    promise_base(const promise_base&) = delete;
    promise_base& operator=(const promise_base&) = delete;
    ~promise_base();

    [[nodiscard]] const std::stop_token& stop_token() const noexcept { return token_; }
    void set_stop_token(std::stop_token token) noexcept { token_ = std::move(token); }
    void set_continuation(std::coroutine_handle<> continuation) noexcept { continuation_ = continuation; }
    [[nodiscard]] std::coroutine_handle<> continuation() const noexcept { return continuation_; }

    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }

    struct continue_awaiting {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Promise>
        [[nodiscard]] std::coroutine_handle<>
        await_suspend(std::coroutine_handle<Promise> self) const noexcept {
            return self.promise().continuation();
        }
        void await_resume() const noexcept {}
    };
    [[nodiscard]] continue_awaiting final_suspend() const noexcept { return {}; }

private:
    std::coroutine_handle<> continuation_ = std::noop_coroutine();
    std::stop_token token_;
};

struct empty_value {};

template <class T>
class task_promise : public promise_base {
public:
    using value_type = std::conditional_t<std::is_void_v<T>, empty_value, T>;

    task<T> get_return_object() noexcept;
    void unhandled_exception() noexcept { result_.template emplace<2>(std::current_exception()); }

    T take() {
        assert(result_.index() != 0 && "a task's result is taken once, after its end");
        if (result_.index() == 2) std::rethrow_exception(std::get<2>(std::move(result_)));
        if constexpr (!std::is_void_v<T>) return std::get<1>(std::move(result_));
    }

    settled<T> take_settled() {
        assert(result_.index() != 0 && "a task's result is taken once, after its end");
        if (result_.index() == 2) return std::unexpected(std::get<2>(std::move(result_)));
        if constexpr (std::is_void_v<T>)
            return {};
        else
            return std::get<1>(std::move(result_));
    }

protected:
    std::variant<std::monostate, value_type, std::exception_ptr> result_;
};

template <class T>
class value_promise : public task_promise<T> {
public:
    template <class U = T>
        requires std::is_constructible_v<T, U&&>
    void return_value(U&& value) {
        this->result_.template emplace<1>(std::forward<U>(value));
    }
};

template <>
class value_promise<void> : public task_promise<void> {
public:
    void return_void() noexcept { result_.emplace<1>(); }
};

} // namespace detail

/// Like: a coroutine object of asyncio before it is awaited: calling the function runs nothing.
/// Owns: the coroutine frame; destroying a task destroys a frame that is suspended anywhere, and with it
/// all it waits for.
/// Errors: the exception of the coroutine is rethrown by the await.
/// Suspends: starts the coroutine at once (symmetric transfer); the awaiting one continues when the task
/// ends.
/// Cancel: the stop token of the awaiting coroutine is inherited.
/// Threads: the thread that awaits it.
template <class T>
class [[nodiscard]] task {
public:
    class promise_type : public detail::value_promise<T> {
    public:
        task get_return_object() noexcept {
            return task(std::coroutine_handle<promise_type>::from_promise(*this));
        }
    };

    task(task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    task& operator=(task&& other) noexcept {
        if (this != &other) {
            if (handle_) handle_.destroy();
            handle_ = std::exchange(other.handle_, {});
        }
        return *this;
    }
    task(const task&) = delete;
    task& operator=(const task&) = delete;
    ~task() {
        if (handle_) handle_.destroy();
    }

    class start_awaiter {
    public:
        explicit start_awaiter(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Promise>
        [[nodiscard]] std::coroutine_handle<>
        await_suspend(std::coroutine_handle<Promise> awaiting) noexcept {
            handle_.promise().set_stop_token(stop_token_of(awaiting));
            handle_.promise().set_continuation(awaiting);
            return handle_;
        }

    protected:
        std::coroutine_handle<promise_type> handle_;
    };
    struct awaiter : start_awaiter {
        using start_awaiter::start_awaiter;
        T await_resume() { return this->handle_.promise().take(); }
    };
    struct settled_awaiter : start_awaiter {
        using start_awaiter::start_awaiter;
        settled<T> await_resume() { return this->handle_.promise().take_settled(); }
    };

    /// Only an rvalue is awaited: `co_await f()` or `co_await std::move(work)`. The task must outlive the await.
    [[nodiscard]] awaiter operator co_await() && noexcept {
        assert(handle_ && !handle_.done() && "a task is awaited once");
        return awaiter(handle_);
    }
    template <class Awaited = T>
    awaiter operator co_await() & noexcept {
        static_assert(!std::is_same_v<Awaited, T>, "a task is awaited once: write co_await std::move(work)");
        return awaiter(handle_);
    }

    /// `co_await std::move(work).as_settled()` gives the failure as a value: it is thrown once less on its way to where tasks
    /// are joined, and unwinding is the most expensive part of calling one off.
    [[nodiscard]] settled_awaiter as_settled() && noexcept {
        assert(handle_ && !handle_.done() && "a task is awaited once");
        return settled_awaiter(handle_);
    }

private:
    explicit task(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
    std::coroutine_handle<promise_type> handle_;
};

/// `co_await this_stop_token()` gives the token that the awaiting coroutine runs under. Never suspends.
/// Like: asyncio.current_task(), for the one purpose of asking whether it is being cancelled.
class this_stop_token {
public:
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> awaiting) noexcept {
        token_ = stop_token_of(awaiting);
        return false;
    }
    [[nodiscard]] std::stop_token await_resume() noexcept { return std::move(token_); }

private:
    std::stop_token token_;
};

/// `co_await yield_now()` lets everything that is ready run first.
/// Like: asyncio.sleep(0).
/// Cancel: throws cancelled if a stop was requested before.
class yield_now : public suspension {
public:
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> awaiting) {
        if (!suspend(awaiting)) return false;
        wake();
        return true;
    }
    void await_resume() { check_stopped(); }

private:
    bool on_stop() noexcept override { return true; }
};

} // namespace flags::coro
