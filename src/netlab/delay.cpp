// Any number of packets may be on the line at once: a delay does not limit a rate.
#include "netlab/delay.hpp"

#include <algorithm>

namespace flags::netlab {

void jittered_delay::pass(packet& each) {
    for (auto& moment : each.moments) {
        const auto extra = std::chrono::round<std::chrono::nanoseconds>(jitter_ * uniform_01(random_));
        moment = last_ = std::max(last_, moment + delay_ + extra);
    }
}

} // namespace flags::netlab
