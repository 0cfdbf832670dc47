// What the conditions of a link work on.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace flags::netlab {

using link_clock = std::chrono::steady_clock;

/// What the packets of the path's own probe have in the byte of IPv4 that holds DSCP and ECN: 11 of the pool for local use
/// (RFC 2474 section 6, xxxx11), without ECN.
inline constexpr std::byte probe_mark{11 << 2};

/// One packet inside a link: the moments at which it reaches the next condition. There is one moment when it enters
/// the link, none once it was dropped; a condition that duplicates it adds one.
struct packet {
    std::size_t bytes = 0;
    bool of_probe = false;            ///< the path's own probe; further conditions leave it alone
    std::uint64_t flow = 0;           ///< the same for all packets of a connection, one way
    std::vector<std::byte> content{}; ///< what is carried; conditions do not look at it
    std::vector<link_clock::time_point> moments{};
};

} // namespace flags::netlab
