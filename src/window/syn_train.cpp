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

// More than the noise of two clock readings; measured, SYNs leave 15 to 17 µs apart, and SYN-ACKs come so, too, where
// nothing is narrow.
constexpr double longer_by = 1.8;
constexpr seconds shortest_gap{20e-6};

// Somewhat below the median: a train that is torn apart in places still shows its short gaps.
constexpr double typical_gap = 0.35;

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

std::vector<seconds> gaps_between(std::vector<moment> moments) {
    std::ranges::sort(moments);
    std::vector<seconds> gaps;
    for (std::size_t i = 1; i < moments.size(); ++i)
        gaps.push_back(moments[i] - moments[i - 1]);
    return gaps;
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
    const seconds sent = quantile(gaps_between(begun_), 0.5);
    const seconds come = quantile(gaps_between(arrived_), typical_gap);
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
