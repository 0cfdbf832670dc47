// What a network is like, as users say it: one path with two directions.
#pragma once

#include "netlab/link.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace flags::netlab {

/// The emulated path between a client and an origin; all its connections share it. The defaults add nothing.
struct conditions {
    std::chrono::nanoseconds rtt{0};    ///< propagation there and back; waiting for the link comes on top
    std::chrono::nanoseconds jitter{0}; ///< each packet, each way, takes up to so much longer
    std::uint64_t down = 0;             ///< bit/s of IP packets towards the client; 0: no limit
    std::uint64_t up = 0;
    /// How much may wait for each direction. Both 0: the larger of 64 KiB and what fits on the path (rate × rtt).
    std::size_t queue_bytes = 0;
    std::chrono::nanoseconds queue_time{
        0};                 ///< the same as time at the direction's rate; used when queue_bytes is 0
    loss_model loss{};      ///< of each direction
    std::uint64_t seed = 0; ///< of loss and jitter
};

/// The two directions, each with randomness of its own from the one seed.
[[nodiscard]] link_settings down_link(const conditions& path);
[[nodiscard]] link_settings up_link(const conditions& path);

/// One line: "rtt 100ms, down 9M, up 1.5M, loss 1%, seed 7"; what adds nothing is not said.
[[nodiscard]] std::string describe(const conditions& path);

} // namespace flags::netlab
