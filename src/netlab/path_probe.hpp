// Measures the path with packets of its own, to compare it with the conditions.
#pragma once

#include "netlab/conditions.hpp"
#include "netlab/namespaces.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace flags::netlab {

/// Packets that follow each other without a pause.
struct packet_train {
    std::size_t bytes = 0;            ///< of IP packets, without the first one's
    std::chrono::nanoseconds time{0}; ///< between the first and the last
};

/// A value is missing when it could not be measured: there is no rate, or packets were lost.
struct path_probe {
    /// The medians of both ways together, without the time that the probe's own packets occupy the link.
    std::optional<std::chrono::nanoseconds> rtt{};
    std::optional<packet_train> down{};
    std::optional<packet_train> up{};
};

/// Sends UDP packets both ways at once and reads the kernel's stamps: first one that waits for whatever is still on
/// the way, then five for the delay, then a train of about 100 ms in each direction that has a rate, which keeps
/// the queue filled and never full; where it ran empty, because this process was late, the longest part counts. The same
/// packets each time, so that the seed's losses stay the same. Further conditions (kinds.hpp) leave them alone.
/// Units/limits: takes 100 ms (longer below 60 kbit/s, where a train is 13 packets of 64 bytes) and a round trip, what
/// the queue holds on top of that, and 250 ms more where the last packet is lost.
/// Errors: machine_error when a packet cannot be sent or received.
/// Threads: one that is in the network of the ferry.
[[nodiscard]] path_probe probe_path(const namespaces& three, const conditions& path);

/// The rate of a train to three digits: "8.99M".
[[nodiscard]] std::string show_rate(const packet_train& train);

/// What a probe measured, with rates in bit/s.
struct measured_path {
    std::optional<std::chrono::nanoseconds> rtt{};
    std::optional<double> down{};
    std::optional<double> up{};
};

[[nodiscard]] measured_path measured_by(const path_probe& probe);

/// "round trip 100.1ms, down 8.99M, up 1.5M".
[[nodiscard]] std::string describe(const measured_path& path);

} // namespace flags::netlab
