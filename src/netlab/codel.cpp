// The names of RFC 8289: late_since_ is first_above_time, next_drop_ is drop_next.
#include "netlab/codel.hpp"

#include <cmath>
#include <utility>

namespace flags::netlab {
namespace {

// The time between drops falls with their root, which makes TCP's rate fall evenly.
link_clock::time_point after_drop(link_clock::time_point from, std::uint64_t count) {
    return from +
           std::chrono::round<link_clock::duration>(std::chrono::duration<double>(codel_queue::interval) /
                                                    std::sqrt(static_cast<double>(count)));
}

} // namespace

void codel_queue::put(packet&& each) {
    bytes_ += each.bytes;
    packets_.push_back(std::move(each));
}

packet codel_queue::pop() {
    packet head = std::move(packets_.front());
    packets_.pop_front();
    bytes_ -= head.bytes;
    return head;
}

void codel_queue::drop_head() { static_cast<void>(pop()); }

// Also when it finds the queue empty, it has to say so to what comes later. A queue of less than one packet cannot be shorter.
bool codel_queue::may_drop_head(link_clock::time_point now) {
    if (packets_.empty() || now - head_came() < target || bytes_ - packets_.front().bytes <= largest_packet) {
        late_since_.reset();
        return false;
    }
    if (packets_.front().of_probe) return false;
    if (!late_since_) late_since_ = now;
    return now - *late_since_ >= interval;
}

std::optional<packet> codel_queue::take(link_clock::time_point now) {
    bool may_drop = may_drop_head(now);
    const auto drop_one = [&] {
        drop_head();
        ++dropped_;
        may_drop = may_drop_head(now);
    };
    if (!may_drop) {
        dropping_ = false;
    } else if (!dropping_) {
        drop_one();
        dropping_ = true;
        // One that has dropped until a short time ago goes on at nearly the pace that was right then.
        const auto recent = count_ - last_count_;
        count_ = recent > 1 && now - next_drop_ < 16 * interval ? recent : 1;
        last_count_ = count_;
        next_drop_ = after_drop(now, count_);
    } else {
        while (dropping_ && now >= next_drop_) {
            drop_one();
            ++count_;
            if (may_drop)
                next_drop_ = after_drop(next_drop_, count_);
            else
                dropping_ = false;
        }
    }
    if (packets_.empty()) return std::nullopt;
    return pop();
}

} // namespace flags::netlab
