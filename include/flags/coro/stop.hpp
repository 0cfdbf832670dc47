// Linked stop sources: a stop of the parent stops the child, not the other way round.
#pragma once

#include <stop_token>
#include <utility>

namespace flags::coro {

/// A stop source of its own that is also asked to stop when `parent` is.
/// Like: the cancel scope that asyncio.timeout and asyncio.TaskGroup open inside a task.
/// Threads: loop thread only. Not movable: lives in the frame of the coroutine that opened it.
class linked_stop_source {
public:
    explicit linked_stop_source(std::stop_token parent) : link_(std::move(parent), forward{this}) {}
    linked_stop_source(const linked_stop_source&) = delete;
    linked_stop_source& operator=(const linked_stop_source&) = delete;
    ~linked_stop_source() = default;

    [[nodiscard]] std::stop_token token() const noexcept { return own_.get_token(); }
    void request_stop() noexcept { own_.request_stop(); }

private:
    struct forward {
        linked_stop_source* self;
        void operator()() const noexcept { self->request_stop(); }
    };
    std::stop_source own_;
    std::stop_callback<forward> link_;
};

} // namespace flags::coro
