// The condition "wake-up": a radio that sleeps when nothing is sent, and takes its time to wake up.
#pragma once

#include "netlab/kind.hpp"

#include <memory>

namespace flags::netlab {

/// When no packet was on the path for `idle`, in either direction, and at the beginning, the next one wakes the radio: it and
/// all others wait until that is done.
/// Source: Huang et al., "A Close Examination of Performance and Power Characteristics of 4G LTE Networks", MobiSys 2012: LTE
/// takes 260 ms for its RRC promotion and goes idle after 11.6 s; Qian et al., "Characterizing Radio Resource Allocation for 3G
/// Networks", IMC 2010: about 2 s in UMTS.
struct waking {
    static constexpr std::string_view name = "wake-up";
    static constexpr std::string_view deed = "delayed_by_wake_up";
    static constexpr bool is_random = false;
    static constexpr place where = place::ahead;
    static const term<waking> terms[1];

    std::chrono::nanoseconds delay{0};
    std::chrono::nanoseconds idle = std::chrono::seconds(10);

    [[nodiscard]] bool operator==(const waking&) const = default;
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] std::vector<fact> facts() const;
    [[nodiscard]] std::unique_ptr<stage> at_work(const one_direction& of) const;
};

} // namespace flags::netlab
