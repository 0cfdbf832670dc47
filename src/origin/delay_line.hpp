// Delays connections: each is suspended until its own deadline, without a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

struct MHD_Connection;

namespace flags::origin {

/// One timer thread and a heap of deadlines, which the daemon's connection limit bounds.
/// Threads: hold() from the daemon's thread, everything else from the owner's.
/// Lifetime: close() comes before MHD_stop_daemon, which must not find suspended connections; the destructor
/// after it.
class delay_line {
public:
    delay_line() : timer_([this] { run(); }) {}
    ~delay_line() { close(); }
    delay_line(const delay_line&) = delete;
    delay_line& operator=(const delay_line&) = delete;

    /// Suspends `connection` and resumes it at `until`, when the daemon calls its handler again. Call it from
    /// that handler. False, and nothing suspended, once closed.
    [[nodiscard]] bool hold(MHD_Connection* connection, std::chrono::steady_clock::time_point until);

    /// Resumes every connection now and holds no more.
    void close();

private:
    struct held {
        std::chrono::steady_clock::time_point until;
        MHD_Connection* connection;
        bool operator>(const held& other) const noexcept { return until > other.until; }
    };

    void run();
    void resume_first();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::priority_queue<held, std::vector<held>, std::greater<>> heap_;
    bool closed_ = false;
    std::thread timer_;
};

} // namespace flags::origin
