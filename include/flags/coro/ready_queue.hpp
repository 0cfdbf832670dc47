// The queue of coroutines that can continue: waiting coroutines are resumed only from here.
#pragma once

#include <flags/base/intrusive_list.hpp>

#include <coroutine>
#include <cstddef>

namespace flags::coro {

class ready_queue;

/// A place in the queue. It lives in the awaiter of a suspended coroutine; its destructor leaves the queue,
/// so a destroyed frame is never resumed.
class ready_node : private list_hook {
    friend class ready_queue;
    friend class intrusive_list<ready_node>;
    std::coroutine_handle<> handle_;
};

/// First come, first served. C callbacks push; the loop drains once a turn.
/// Like: asyncio's call_soon queue.
/// Threads: one thread; each thread that runs coroutines binds a queue of its own.
class ready_queue {
public:
    /// Appends. A node that is queued already stays where it is.
    void push(ready_node& node, std::coroutine_handle<> handle) noexcept;

    /// Resumes what was queued when the call began and nothing that came later, so that tasks which keep
    /// yielding cannot starve I/O. Returns how many coroutines were resumed.
    std::size_t drain();

    [[nodiscard]] bool empty() const noexcept { return list_.empty(); }

    /// The queue bound to this thread.
    /// Errors: usage_error when none is.
    [[nodiscard]] static ready_queue& current();

    /// Makes a queue current for this thread until destroyed; nests.
    class binding {
    public:
        explicit binding(ready_queue& queue) noexcept;
        binding(const binding&) = delete;
        binding& operator=(const binding&) = delete;
        ~binding();

    private:
        ready_queue* outer_;
    };

private:
    intrusive_list<ready_node> list_;
    ready_node marker_;
};

} // namespace flags::coro
