// The warning that SYN-ACKs give of a narrow link, before the first request.
#pragma once

#include <flags/window/units.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace flags::window {

/// SYNs that leave together come back as SYN-ACKs one after another where a link is narrow: 60 bytes take 53 µs at
/// 9 Mbit/s. Whether that link is up or down cannot be seen.
class syn_train {
public:
    void add(moment begun, seconds round_trip);

    [[nodiscard]] std::size_t count() const noexcept { return begun_.size(); }

    /// The time between SYN-ACKs, if it is longer than between the SYNs; from the third one on.
    [[nodiscard]] std::optional<seconds> gap() const;

    /// The rate that the link has at least, if a long train came through as it left: neither torn apart nor pushed
    /// together, as wireless links do.
    [[nodiscard]] std::optional<bit_rate> least_rate() const;

    /// The rate towards this machine that such a gap lets expect.
    [[nodiscard]] static bit_rate expected_rate(seconds gap) noexcept;

private:
    std::vector<moment> begun_;
    std::vector<moment> arrived_;
};

} // namespace flags::window
