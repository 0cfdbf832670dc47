// Suspending, resuming and the heap change together under one mutex: libmicrohttpd's behaviour is undefined
// for a resume without a suspend, and for a daemon that stops while a connection is suspended.
#include "origin/delay_line.hpp"

#include <microhttpd.h>

namespace flags::origin {

bool delay_line::hold(MHD_Connection* connection, std::chrono::steady_clock::time_point until) {
    const std::scoped_lock lock(mutex_);
    if (closed_) return false;
    heap_.push({.until = until, .connection = connection}); // may throw, so it comes before suspending
    MHD_suspend_connection(connection);
    if (heap_.top().connection == connection) changed_.notify_one();
    return true;
}

void delay_line::close() {
    {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        changed_.notify_one();
    }
    if (timer_.joinable()) timer_.join();
}

void delay_line::run() {
    std::unique_lock lock(mutex_);
    while (!closed_) {
        if (heap_.empty())
            changed_.wait(lock);
        else if (const auto first = heap_.top().until; first > std::chrono::steady_clock::now())
            changed_.wait_until(lock, first);
        else
            resume_first();
    }
    while (!heap_.empty())
        resume_first();
}

void delay_line::resume_first() {
    MHD_resume_connection(heap_.top().connection);
    heap_.pop();
}

} // namespace flags::origin
