// A clock that jumps from event to event.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace simulated {

using time_point = std::chrono::steady_clock::time_point;
using std::chrono::nanoseconds;

class simulation {
public:
    [[nodiscard]] time_point now() const noexcept { return now_; }

    /// Runs `what` at a moment that is not past; events of one moment in the order of these calls.
    void at(time_point when, std::function<void()> what) { events_.push({when, count_++, std::move(what)}); }
    void after(nanoseconds time, std::function<void()> what) { at(now_ + time, std::move(what)); }

    /// Whether there was an event to run.
    bool step() {
        if (events_.empty()) return false;
        // A queue hands out constant elements only, and a function is too dear to copy for each packet.
        event next =
            std::move(const_cast<event&>(events_.top())); // NOLINT(cppcoreguidelines-pro-type-const-cast)
        events_.pop();
        now_ = next.when;
        next.what();
        return true;
    }

private:
    struct event {
        time_point when;
        std::uint64_t number;
        std::function<void()> what;
        [[nodiscard]] bool operator>(const event& other) const noexcept {
            return std::pair(when, number) > std::pair(other.when, other.number);
        }
    };

    time_point now_{std::chrono::hours(1)}; // not the epoch, which stands for "never" in places
    std::uint64_t count_ = 0;
    std::priority_queue<event, std::vector<event>, std::greater<>> events_;
};

} // namespace simulated
