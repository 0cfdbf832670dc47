// Network conditions as users state them: one path with two directions.
#pragma once

#include "netlab/link.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace flags::netlab {

/// The emulated path between a client and an origin; all its connections share it. The defaults add nothing.
struct conditions {
    std::chrono::nanoseconds rtt{0};    ///< propagation, both ways; waiting in a queue comes on top
    std::chrono::nanoseconds jitter{0}; ///< random extra delay for each packet, each way, up to this
    std::uint64_t down = 0;             ///< bit/s of IP packets towards the client; 0: no limit
    std::uint64_t up = 0;
    /// The size of each direction's queue. Both 0: the larger of 64 KiB and rate × rtt.
    std::size_t queue_bytes = 0;
    std::chrono::nanoseconds queue_time{
        0};            ///< the same as a time at the direction's rate; used when queue_bytes is 0
    loss_model loss{}; ///< of each direction
    /// Of both ends' TCP. Every kernel has reno, and every namespace may use it.
    std::string congestion_control = "reno";
    std::uint64_t seed = 0; ///< of what is random
    further_conditions further{};
};

/// The two directions, each with a random seed of its own, derived from the one seed.
[[nodiscard]] link_settings down_link(const conditions& path);
[[nodiscard]] link_settings up_link(const conditions& path);

/// What a packet and its answer take in the mean, without jitter, queues and the time of their bits: a little less than the
/// round trip where some packets overtake others. A single one may be faster, but no run consists of these.
[[nodiscard]] std::chrono::nanoseconds mean_round_trip(const conditions& path);

/// bit/s at which `bytes` in a row can pass to the client at best; 0: no limit.
[[nodiscard]] std::uint64_t best_rate_down(const conditions& path, std::uint64_t bytes);

/// One line: "rtt 100ms, down 9M, up 1.5M, loss 1%, seed 7"; conditions that add nothing are left out.
[[nodiscard]] std::string describe(const conditions& path);

} // namespace flags::netlab
