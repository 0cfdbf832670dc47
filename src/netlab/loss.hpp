// The condition "loss": packets that are dropped at random, one by one or in bursts.
#pragma once

#include "netlab/packet.hpp"

#include <flags/base/random.hpp>

#include <cstdint>

namespace flags::netlab {

/// A chain of two states that moves one step for each packet.
/// Source: Gilbert, "Capacity of a burst-noise channel", BSTJ 1960; Elliott 1963. The parameters are those of
/// tc-netem(8): gemodel p r 1-h 1-k. The defaults lose nothing; `lost_in_good` alone is independent loss.
struct loss_model {
    double good_to_bad = 0;  ///< p
    double bad_to_good = 1;  ///< r
    double lost_in_bad = 1;  ///< 1-h
    double lost_in_good = 0; ///< 1-k
    [[nodiscard]] bool operator==(const loss_model&) const = default;
};

/// The fraction of packets that a model loses in the long run.
[[nodiscard]] double mean_loss(const loss_model& model) noexcept;

/// Threads: one at a time.
class gilbert_elliott_loss {
public:
    gilbert_elliott_loss(const loss_model& model, std::uint64_t seed) : model_(model), random_(seed) {}

    void pass(packet& each);
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    [[nodiscard]] bool loses_next();

    loss_model model_;
    splitmix64 random_;
    bool bad_ = false; // the state; a chain begins in the good one
    std::uint64_t dropped_ = 0;
};

} // namespace flags::netlab
