// A window that slides over the arrivals.
#include "window/packet_train.hpp"

#include "window/packets.hpp"

#include <algorithm>

namespace flags::window {

namespace {

// One connection's first flight has 10 packets (RFC 6928), so a single answer shows a rate; where the train is cut off
// decides about an eighth of it. 16 packets gave the same regret but for servers that take their time, where two
// answers seldom touch.
constexpr double train_bytes = 8 * payload_bytes;

} // namespace

void packet_train::add(moment now, double bytes) {
    if (arrivals_.empty()) arrivals_.push_back({now, 0}); // the first packet begins the train and counts
    total_ += bytes;
    arrivals_.push_back({now, total_});
}

std::optional<bit_rate> packet_train::rate(seconds shortest) {
    if (arrivals_.empty()) return std::nullopt;
    const auto is_enough = [&](const arrival& since) {
        return arrivals_.back().at - since.at >= shortest && total_ - since.total >= train_bytes;
    };
    while (arrivals_.size() > 1 && is_enough(arrivals_[1]))
        arrivals_.pop_front();
    const double bytes = total_ - arrivals_.front().total;
    if (bytes < train_bytes) return std::nullopt;
    const seconds time = std::max(arrivals_.back().at - arrivals_.front().at, shortest);
    return rate_of(bytes * packet_bytes / payload_bytes, time);
}

} // namespace flags::window
