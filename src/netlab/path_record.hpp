// What was under way over time, in a bounded amount of memory.
#pragma once

#include "netlab/packet.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace flags::netlab {

/// One direction of a path at one moment.
struct path_moment {
    link_clock::time_point at{};
    std::size_t in_flight = 0; ///< bytes that have entered it and not left it
    std::size_t queued = 0;    ///< bytes of these that wait for the link
    std::uint64_t dropped = 0; ///< packets that its queue has dropped so far
};

/// Of what comes within a step it keeps the most that was under way, and how the step ended.
/// Units/limits: `most_rows` rows, of 32 bytes: when these are full the step doubles, and the rows are merged.
class path_record {
public:
    path_record() = default;
    path_record(link_clock::duration step, std::size_t most_rows);

    /// `now.at` does not go backwards.
    void note(const path_moment& now);
    /// In order. What a row says holds until the next.
    [[nodiscard]] std::vector<path_moment> rows() const;

private:
    void add(const path_moment& now);
    void end_step(std::vector<path_moment>& of) const;

    link_clock::duration step_ = std::chrono::milliseconds(1);
    std::size_t most_rows_ = std::size_t{1} << 18U;
    std::vector<path_moment> rows_;
    path_moment last_; // of those in the last row's step
};

} // namespace flags::netlab
