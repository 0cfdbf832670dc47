// Blocking work on libuv's worker threads, so that it does not block the loop.
#pragma once

#include <flags/coro/suspension.hpp>
#include <flags/coro/task.hpp>

#include <uv.h>

#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace flags::aio {

namespace detail {

class work_awaiter;

/// One job. From submission to the completion callback libuv refers to it, so it owns itself for that time.
class work {
public:
    work() = default;
    work(const work&) = delete;
    work& operator=(const work&) = delete;
    virtual ~work() = default;

protected:
    /// On a worker thread; keeps result or exception in the derived object.
    virtual void execute() noexcept = 0;

private:
    friend class work_awaiter;
    uv_work_t request_{};
    work_awaiter* awaiter_ = nullptr; // null after the wait was given up
};

class work_awaiter final : public coro::suspension {
public:
    explicit work_awaiter(std::shared_ptr<work> job) noexcept : job_(std::move(job)) {}
    work_awaiter(const work_awaiter&) = delete;
    work_awaiter& operator=(const work_awaiter&) = delete;
    ~work_awaiter() override;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> awaiting) {
        if (!suspend(awaiting)) return false;
        submit();
        return true;
    }
    void await_resume() { check_stopped(); }

private:
    void submit();
    bool on_stop() noexcept override;

    std::shared_ptr<work> job_;
};

template <class Function, class... Args>
class call final : public work {
public:
    using result_type = std::invoke_result_t<Function, Args...>;

    explicit call(Function function, Args... args)
        : function_(std::move(function)), args_(std::move(args)...) {}

    result_type take() {
        if (failure_) std::rethrow_exception(failure_);
        if constexpr (!std::is_void_v<result_type>) return std::move(*result_);
    }

private:
    void execute() noexcept override {
        try {
            if constexpr (std::is_void_v<result_type>)
                std::apply(std::move(function_), std::move(args_));
            else
                result_.emplace(std::apply(std::move(function_), std::move(args_)));
        } catch (...) {
            failure_ = std::current_exception();
        }
    }

    Function function_;
    std::tuple<Args...> args_;
    std::optional<std::conditional_t<std::is_void_v<result_type>, std::monostate, result_type>> result_;
    std::exception_ptr failure_;
};

} // namespace detail

/// Like: asyncio.to_thread(function, *args). Function and arguments are moved to the worker, the result is
/// moved back.
/// Errors: what the function throws; machine_error when the workers cannot be started.
/// Cancel: a job that waits for a worker is taken back; one that runs is waited for, and its result counts
/// (asyncio abandons it). Destroying the awaiting frame abandons the job: it ends by itself and its result
/// is dropped.
/// Threads: the function runs on one of libuv's workers (UV_THREADPOOL_SIZE, 4 by default).
template <class Function, class... Args>
coro::task<std::invoke_result_t<Function, Args...>> to_thread(Function function, Args... args) {
    const auto job =
        std::make_shared<detail::call<Function, Args...>>(std::move(function), std::move(args)...);
    co_await detail::work_awaiter(job);
    co_return job->take();
}

} // namespace flags::aio
