// The condition "police": packets beyond a rate are dropped at once, and do not wait.
#pragma once

#include "netlab/kind.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace flags::netlab {

/// A token bucket in each direction, ahead of the queue. It holds `burst` bytes when it is full, as it is at the beginning, and
/// fills at `rate`; a packet takes its bytes out of it, or is dropped when they are not there.
/// Source: RFC 2697 (committed rate and burst; what exceeds them is dropped here), tc-police(8). Providers limit videos so:
/// Flach et al., "An Internet-Wide Analysis of Traffic Policing", SIGCOMM 2016.
struct policing {
    static constexpr std::string_view name = "police";
    static constexpr std::string_view deed = "policed";
    static constexpr bool is_random = false;
    static constexpr place where = place::ahead;
    static const term<policing> terms[1];

    std::uint64_t rate = 0; ///< bit/s; 0: no policer
    std::size_t burst = 0;

    [[nodiscard]] bool operator==(const policing&) const = default;
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] std::vector<fact> facts() const;
    [[nodiscard]] std::unique_ptr<stage> at_work(const one_direction& of) const;
};

} // namespace flags::netlab
