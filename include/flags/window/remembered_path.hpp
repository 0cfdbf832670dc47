// What a run leaves for the next one on the same path.
#pragma once

#include <flags/window/units.hpp>

#include <chrono>
#include <cstddef>
#include <optional>

namespace flags::window {

/// What was learned of the way to one origin from one network.
struct remembered_path {
    using wall_clock = std::chrono::system_clock;

    bit_rate rate;                          ///< of the narrowest link on the way
    seconds round_trip{0};                  ///< the shortest one seen
    double answer_bytes = 0;                ///< an answer's mean size with its header
    seconds server_time{0};                 ///< what a server takes for an answer beyond the round trip
    std::optional<seconds> syn_ack_gap{};   ///< between SYN-ACKs that were asked for at once
    std::optional<std::size_t> at_most{};   ///< requests at once, as the server asked for
    wall_clock::time_point at_most_since{}; ///< when it asked
    wall_clock::time_point saved{};

    [[nodiscard]] bool operator==(const remembered_path&) const = default;
};

/// What is left of a memory at a later moment: nothing after 30 days, a rate of 0.7 after a day, no limit of the
/// server after an hour. A memory from the future is one that is worth nothing.
[[nodiscard]] std::optional<remembered_path> recalled(remembered_path memory,
                                                      remembered_path::wall_clock::time_point now);

/// What is kept when a path that is known already has been seen again: half of each. The round trip is the
/// new one, as is what the server asked for.
[[nodiscard]] remembered_path merged(const remembered_path& before, const remembered_path& seen);

/// Whether a handshake shows another network than the one that is remembered: its round trip is off by more
/// than 10 ms and 30 %, both.
[[nodiscard]] bool is_elsewhere(const remembered_path& memory, seconds round_trip) noexcept;

/// The same of a whole train of SYN-ACKs: the gap between them is off by more than a factor of 2. Where no gap is
/// remembered, none was seen, or both are below 100 µs, nothing is shown.
[[nodiscard]] bool has_other_gap(const remembered_path& memory, std::optional<seconds> gap) noexcept;

} // namespace flags::window
