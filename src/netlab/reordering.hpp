// The condition "reorder": packets that overtake others.
#pragma once

#include "netlab/kind.hpp"

#include <memory>

namespace flags::netlab {

/// A packet overtakes with this probability: it arrives `lead` earlier than the delay says, at most by the whole delay and
/// jitter. So packets change places where some follow each other within `lead`, and nothing changes without a delay.
/// Source: tc-netem(8), "reorder" and "gap": there, the packets that overtake skip all of the delay. RFC 4737 defines
/// reordering as measured.
struct reordering {
    static constexpr std::string_view name = "reorder";
    static constexpr std::string_view deed = "reordered";
    static constexpr bool is_random = true;
    static constexpr place where = place::behind;
    static const term<reordering> terms[1];
    static constexpr auto whole_delay = std::chrono::nanoseconds::max();

    double part = 0;
    std::chrono::nanoseconds lead = whole_delay;
    std::uint64_t gap = 1; ///< after one that overtook, this many packets less one do not

    [[nodiscard]] bool operator==(const reordering&) const = default;
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] std::vector<fact> facts() const;
    [[nodiscard]] std::unique_ptr<stage> at_work(const one_direction& of) const;
};

/// Which part of all packets overtakes in the long run: `gap` makes it smaller than the probability.
[[nodiscard]] double mean_part(const reordering& settings);

} // namespace flags::netlab
