// One direction of an emulated path, as arithmetic: when does a packet that arrives now come out, if it does?
#pragma once

#include <flags/base/random.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <variant>

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

struct link_settings {
    std::uint64_t rate = 0;            ///< bit/s; 0: without limit, and then without a queue
    std::chrono::nanoseconds delay{0}; ///< propagation, one way
    /// Each packet takes up to so much longer, uniformly drawn.
    std::chrono::nanoseconds jitter{0};
    /// What may wait for the link, with what is left of the packet on it; at least the largest packet.
    std::size_t queue_bytes = 0;
    loss_model loss{};
    std::uint64_t seed = 0;
};

enum class packet_end : std::uint8_t { queue_full, lost };

/// A drop-tail queue, a rate, loss, and a line with a delay, in this order: a packet that is lost has used the
/// link before. The rate is a clock that says until when the link is busy. It has no credit as a token bucket
/// has: small bursts after a pause, which a page of flags is made of, would pass a bucket for nothing.
/// Times are computed from times, never from when somebody woke up, so lateness does not add up.
/// Threads: one at a time.
class link {
public:
    using clock = std::chrono::steady_clock;

    explicit link(const link_settings& settings);

    /// The moment at which a packet of `bytes` that arrives at `now` comes out, never before an earlier one's
    /// (no reordering); or how it ended. `now` does not go backwards.
    [[nodiscard]] std::variant<clock::time_point, packet_end> send(clock::time_point now, std::size_t bytes);

private:
    [[nodiscard]] bool loses_next();

    link_settings settings_;
    splitmix64 random_;
    clock::time_point busy_until_{clock::time_point::min()};
    clock::time_point last_out_{clock::time_point::min()};
    bool bad_ = false;
};

} // namespace flags::netlab
