// A block in which tasks run concurrently; it ends when all of them have ended.
#pragma once

#include <flags/coro/stop.hpp>
#include <flags/coro/task.hpp>
#include <flags/coro/task_group.hpp>

#include <exception>
#include <stop_token>
#include <utility>

namespace flags::coro {

/// Like: asyncio.TaskGroup. There are no detached tasks: with_scope() is the only way to have a scope.
/// Threads: loop thread only.
/// Lifetime: valid inside with_scope().
class scope {
public:
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;
    ~scope() = default;

    /// Like: TaskGroup.create_task, and task.cancel() for request_stop() of what it returns. Starts `work` with the next
    /// drain.
    /// Errors: a failure of `work` stops the whole scope. That it was cancelled by its own stop source is no failure.
    /// Cancel: by the returned source, or with the whole scope.
    /// Lifetime: the returned source may be dropped, and may outlive the task and the scope.
    std::stop_source spawn(task<> work) {
        std::stop_source own;
        group_.start(run(std::move(work), own, stop_.token()), own.get_token());
        return own;
    }

    /// Asks everything in the scope to stop, the body too.
    void request_stop() noexcept { stop_.request_stop(); }

private:
    template <class Body>
    friend task<> with_scope(Body body);

    explicit scope(std::stop_token parent) : stop_(std::move(parent)) {}

    // Runs under the token of `own`, and so does `work`.
    static task<> run(task<> work, std::stop_source own, std::stop_token whole) {
        const std::stop_callback link(whole, [&own]() noexcept { own.request_stop(); });
        try {
            co_await std::move(work);
        } catch (const cancelled&) {
            if (!own.stop_requested() || whole.stop_requested()) throw;
        }
    }

    linked_stop_source stop_;
    task_group<void> group_;
};

/// Runs `body(scope&)`, which returns task<>, and waits for it and for everything it spawned.
/// Errors: the first failure stops the rest and is rethrown after all have ended. A cancellation that the
/// scope itself asked for (request_stop) is not a failure.
/// Cancel: everything inside inherits the stop token.
/// Lifetime: `body` lives until everything has ended, so it may be a lambda with captures, whose tasks may refer to them.
template <class Body>
task<> with_scope(Body body) {
    const std::stop_token parent = co_await this_stop_token();
    scope inside(parent);
    inside.spawn(body(inside));
    std::exception_ptr first_failure;
    bool was_cancelled = false;
    while (inside.group_.held() > 0) {
        const std::size_t slot = co_await inside.group_.next_ended();
        const settled<void> result = inside.group_.take(slot);
        if (result.has_value()) continue;
        inside.request_stop();
        try {
            std::rethrow_exception(result.error());
        } catch (const cancelled&) {
            was_cancelled = true;
        } catch (...) {
            if (!first_failure) first_failure = result.error();
        }
    }
    if (first_failure) std::rethrow_exception(first_failure);
    if (was_cancelled && parent.stop_requested()) throw cancelled{};
}

} // namespace flags::coro
