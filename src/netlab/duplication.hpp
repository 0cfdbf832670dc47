// The condition "duplicate": packets that arrive twice.
#pragma once

#include "netlab/kind.hpp"

#include <memory>

namespace flags::netlab {

/// Each packet of a direction is followed at once by a copy of itself with this probability. The copy is made behind the
/// bottleneck, so it uses nothing of the rate.
/// Source: RFC 5560, "A One-Way Packet Duplication Metric"; tc-netem(8), "duplicate".
struct duplication {
    static constexpr std::string_view name = "duplicate";
    static constexpr std::string_view deed = "duplicated";
    static constexpr bool is_random = true;
    static constexpr place where = place::behind;
    static const term<duplication> terms[1];

    double part = 0; ///< of the packets

    [[nodiscard]] bool operator==(const duplication&) const = default;
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] std::vector<fact> facts() const { return {{"part", part}}; }
    [[nodiscard]] std::unique_ptr<stage> at_work(const one_direction& of) const;
};

} // namespace flags::netlab
