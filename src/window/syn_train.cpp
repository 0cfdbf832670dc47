// Gaps between the SYNs against gaps between the SYN-ACKs.
#include "window/syn_train.hpp"

#include "window/packets.hpp"
#include "window/quantile.hpp"

#include <algorithm>
#include <cstddef>

namespace flags::window {

namespace {

// Two gaps are the least that can show a rule.
constexpr std::size_t enough = 3;

// More than the noise of two clock readings; measured, SYNs leave 5 to 17 µs apart, and SYN-ACKs come so, too, where
// nothing is narrow.
constexpr double longer_by = 1.8;
constexpr seconds shortest_gap{20e-6};

// One gap says little: systems hand over several packets at a time, and stop a program in the middle of its loop. So the mean
// over each third of the train counts, and of these the lower quarter, since delays that vary tear a train apart.
// Single gaps did not show a link of 15 Mbit/s, and 20 flags took 1.45 times the best there.
constexpr std::size_t parts = 3;
constexpr double untorn = 0.25;

// A gap that means less than this may come from a slow uplink; access links are mostly 3 to 12 times as fast towards their
// users, so the guess is 3 times higher.
constexpr bit_rate slow_uplink{5e6};
constexpr double downlink_per_uplink = 3;

// What counts as undistorted, of the time between the first and the last: a train of so many.
constexpr std::size_t long_train = 10;
constexpr double shrunk = 0.7;
constexpr double stretched = 1.5;

seconds length_of(const std::vector<moment>& moments) {
    const auto [first, last] = std::ranges::minmax(moments);
    return last - first;
}

// Parts begin at each packet.
seconds typical_gap(std::vector<moment> moments) {
    std::ranges::sort(moments);
    const std::size_t gaps = std::max<std::size_t>(moments.size() / parts, 1);
    std::vector<seconds> means;
    for (std::size_t i = gaps; i < moments.size(); ++i)
        means.push_back((moments[i] - moments[i - gaps]) / static_cast<double>(gaps));
    return quantile(std::move(means), untorn);
}

} // namespace

void syn_train::add(moment begun, seconds round_trip) {
    if (!arrived_.empty() && begun >= arrived_.front())
        return; // left after the first came back: another train
    begun_.push_back(begun);
    arrived_.push_back(begun + round_trip);
}

std::optional<seconds> syn_train::gap() const {
    if (begun_.size() < enough) return std::nullopt;
    const seconds sent = typical_gap(begun_);
    const seconds come = typical_gap(arrived_);
    if (come <= longer_by * sent || come <= shortest_gap) return std::nullopt;
    return come;
}

std::optional<bit_rate> syn_train::least_rate() const {
    if (begun_.size() < long_train) return std::nullopt;
    const seconds sent = length_of(begun_);
    const seconds come = length_of(arrived_);
    if (come < shrunk * sent || come > stretched * sent) return std::nullopt;
    return rate_of(syn_ack_bytes * static_cast<double>(begun_.size() - 1), stretched * sent);
}

bit_rate syn_train::expected_rate(seconds gap) noexcept {
    const bit_rate seen = rate_of(syn_ack_bytes, gap);
    return seen < slow_uplink ? downlink_per_uplink * seen : seen;
}

} // namespace flags::window
