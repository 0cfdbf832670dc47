// The rungs of the fidelity ladder that one connection shows: what the kernel's TCP makes of the emulated path, seen at the
// client's interface with the kernel's stamps.
#pragma once

#include "netlab/namespaces.hpp"

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

namespace flags::test {

/// How long each of so many connects took, one after the other.
[[nodiscard]] std::vector<std::chrono::nanoseconds> connect_times(const netlab::namespaces& three,
                                                                  std::size_t count);

/// Answers of so many full segments, each over a connection of its own, all at once: how many data packets came in each of
/// its flights. A pause of half of `rtt` ends a flight.
[[nodiscard]] std::vector<std::vector<std::size_t>>
flights(const netlab::namespaces& three, std::chrono::nanoseconds rtt, std::span<const std::size_t> segments);

struct bulk {
    double bytes = 0; ///< of IP packets
    std::chrono::nanoseconds time{0};
};

/// The second half of one long transfer, in which slow start is over.
[[nodiscard]] bulk bulk_transfer(const netlab::namespaces& three, std::size_t bytes);

} // namespace flags::test
