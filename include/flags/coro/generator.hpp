// generator<T>: a lazy sequence from a coroutine that does not await.
#pragma once

#include <flags/base/compiler.hpp>

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace flags::coro {

/// Like: a Python generator. The backlog of a long run is a generator: a value is made only when it is
/// asked for.
/// Owns: the coroutine frame. Move-only; each value is given once.
/// Errors: what the body throws comes out of next(), which ends the sequence.
/// Threads: one at a time. The body must not co_await.
template <class T>
class [[nodiscard]] generator {
public:
    class promise_type {
    public:
        generator get_return_object() noexcept {
            return generator(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
        [[nodiscard]] std::suspend_always final_suspend() const noexcept { return {}; }
        std::suspend_always yield_value(T value) {
            value_.emplace(std::move(value));
            return {};
        }
        void return_void() const noexcept {}
        void unhandled_exception() { throw; }
        template <class Awaited>
        std::suspend_never await_transform(Awaited&&) = delete;

    private:
        friend class generator;
        std::optional<T> value_;
    };

    generator(generator&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    generator& operator=(generator&& other) noexcept {
        if (auto old = std::exchange(handle_, std::exchange(other.handle_, {}))) old.destroy();
        return *this;
    }
    generator(const generator&) = delete;
    generator& operator=(const generator&) = delete;
    ~generator() {
        if (handle_) handle_.destroy();
    }

    /// The next value, or nothing when the sequence has ended.
    [[nodiscard]] std::optional<T> next() {
        if (!handle_ || handle_.done()) return std::nullopt;
        handle_.promise().value_.reset();
        handle_.resume();
        return std::exchange(handle_.promise().value_, std::nullopt);
    }

private:
    explicit generator(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
    std::coroutine_handle<promise_type> handle_;
};

} // namespace flags::coro
