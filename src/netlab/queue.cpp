// The busy-until clock.
#include "netlab/queue.hpp"

#include <algorithm>

namespace flags::netlab {

link_clock::duration time_on_link(std::size_t bytes, std::uint64_t rate) {
    if (rate == 0) return link_clock::duration(0);
    return std::chrono::ceil<link_clock::duration>(
        std::chrono::duration<double>(static_cast<double>(bytes) * 8 / static_cast<double>(rate)));
}

void drop_tail_queue::pass(packet& each) {
    if (rate_ == 0) return;
    std::size_t kept = 0;
    for (const auto moment : each.moments) {
        busy_until_ = std::max(busy_until_, moment);
        if (has_room(each.bytes, busy_until_ - moment))
            each.moments[kept++] = busy_until_ += time_on_link(each.bytes, rate_);
        else
            ++dropped_;
    }
    each.moments.resize(kept);
}

bool drop_tail_queue::has_room(std::size_t bytes, link_clock::duration wait) const {
    const double waiting = std::chrono::duration<double>(wait).count() * static_cast<double>(rate_) / 8;
    return waiting + static_cast<double>(bytes) <= static_cast<double>(bytes_);
}

} // namespace flags::netlab
