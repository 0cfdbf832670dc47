// A packet's way is known when it arrives, because nothing that comes later changes it.
#include "netlab/queue.hpp"

namespace flags::netlab {

void drop_tail_queue::pass(packet& each) {
    if (!carrying_) return;
    std::size_t kept = 0;
    for (const auto moment : each.moments) {
        if (carrying_->waiting(moment) + static_cast<double>(each.bytes) <= static_cast<double>(bytes_))
            each.moments[kept++] = carrying_->carry(moment, each.bytes);
        else
            ++dropped_;
    }
    each.moments.resize(kept);
}

} // namespace flags::netlab
