// The condition "trace": a rate that varies over time, as it was recorded on a real link.
#pragma once

#include "netlab/carrier.hpp"
#include "netlab/kind.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flags::netlab {

/// Milliseconds from the beginning, not decreasing, at each of which up to 1500 bytes may leave; what is not used then is
/// lost. After the last of them it begins anew. It begins with the first packet.
/// Source: Netravali et al., "Mahimahi: Accurate Record-and-Replay for HTTP", USENIX ATC 2015; the format of mm-link(1).
using delivery_times = std::vector<std::uint32_t>;

/// bit/s in the long run.
[[nodiscard]] std::uint64_t mean_rate(const delivery_times& times);
/// bit/s at which so many bytes leave when they begin at the best moment; at least mean_rate(). A million packets at most are
/// looked at, because that is near the mean.
[[nodiscard]] std::uint64_t best_rate(const delivery_times& times, std::uint64_t bytes);
/// The longest time for which nothing may leave.
[[nodiscard]] std::chrono::nanoseconds longest_pause(const delivery_times& times);

/// A trace of mahimahi: one line for each time. Or why it is none, naming the line.
/// Units/limits: a million lines, a day, and a minute without a packet at most.
[[nodiscard]] std::expected<delivery_times, std::string> parse_trace(std::string_view text);

struct varying_rate {
    static constexpr std::string_view name = "trace";
    static constexpr bool is_random = false;
    static const term<varying_rate> terms[2];

    delivery_times down{}; ///< none: this direction's rate is constant
    delivery_times up{};

    [[nodiscard]] const delivery_times& of(way towards) const { return towards == way::down ? down : up; }

    [[nodiscard]] bool operator==(const varying_rate&) const = default;
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] std::vector<fact> facts() const;
};

/// `times` are not empty.
[[nodiscard]] std::unique_ptr<carrier> by_trace(delivery_times times);

} // namespace flags::netlab
