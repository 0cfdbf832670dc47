// Single round trips out of the kernel's smoothed one.
#pragma once

#include <flags/window/units.hpp>

namespace flags::window {

/// Linux smooths: s += (sample - s) / 8 (RFC 6298 section 2.3), and TCP_INFO's tcpi_rtt is s. A request is one packet, so its
/// answer brings one sample: the difference of two readings gives it back. One object for each connection.
class rtt_samples {
public:
    /// `handshake`: tcpi_rtt right after connecting, which is a sample itself.
    explicit rtt_samples(seconds handshake) noexcept : smoothed_(handshake) {}

    /// The sample between the last reading and this one. After a retransmission the kernel takes none (Karn's
    /// rule) and this is the smoothed value again; so it is where more samples than one make the sum absurd.
    [[nodiscard]] seconds next(seconds smoothed) noexcept {
        const seconds sample = smoothed_ + 8 * (smoothed - smoothed_);
        smoothed_ = smoothed;
        return sample > seconds(0) ? sample : smoothed;
    }

private:
    seconds smoothed_;
};

} // namespace flags::window
