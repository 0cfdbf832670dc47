// Draining in rounds, and the queue that is bound to each thread.
#include <flags/base/error.hpp>
#include <flags/coro/ready_queue.hpp>

#include <utility>

namespace flags::coro {

namespace {

thread_local ready_queue* bound_queue = nullptr;

} // namespace

void ready_queue::push(ready_node& node, std::coroutine_handle<> handle) noexcept {
    if (node.linked()) return;
    node.handle_ = handle;
    list_.push_back(node);
}

std::size_t ready_queue::drain() {
    // A marker ends this round: nodes may leave the queue while others run, so no pointer to a next one is
    // kept. A member, since GCC 14 warns of a list that points to a local variable (-Wdangling-pointer).
    list_.push_back(marker_);
    std::size_t resumed = 0;
    while (&list_.front() != &marker_) {
        const auto handle = list_.pop_front().handle_;
        ++resumed;
        handle.resume();
    }
    list_.pop_front();
    return resumed;
}

ready_queue& ready_queue::current() {
    if (bound_queue == nullptr)
        throw usage_error("no loop runs on this thread: start and await tasks inside aio::run");
    return *bound_queue;
}

ready_queue::binding::binding(ready_queue& queue) noexcept : outer_(std::exchange(bound_queue, &queue)) {}
ready_queue::binding::~binding() { bound_queue = outer_; }

} // namespace flags::coro
