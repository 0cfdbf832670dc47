// Carries every packet between client and origin, each at the moment that the link model says.
#pragma once

#include "base/wake_event.hpp"
#include "netlab/conditions.hpp"
#include "netlab/lateness.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace flags::netlab {

/// What became of the packets of one direction.
struct ferry_counts {
    std::uint64_t carried = 0;
    std::uint64_t queue_full = 0; ///< dropped: the link's queue had no room
    std::uint64_t lost = 0;       ///< dropped: the loss model's will
    std::uint64_t overrun =
        0; ///< dropped because the ferry could not keep up: these make a measurement wrong
};

struct ferry_log {
    ferry_counts up; ///< from the client to the origin
    ferry_counts down;
    lateness late; ///< how long after its moment a packet was handed over
};

/// One thread, two packet sockets and a timer. A packet has arrived when the kernel got it, whenever the thread
/// woke up. Only IPv4 is carried: nothing else is needed on these wires.
/// Owns: the thread, which stop() or the destructor ends; packets on their way are dropped then.
/// Units/limits: 64 MiB of packets on their way in each direction; what is more is an overrun.
/// Errors: the constructor throws machine_error. What ends the thread later calls `on_failure` on it, because
/// whoever is on these networks would wait for ever.
/// Threads: the constructor runs in the network where lay_wires made the ferry's ends; stop() by the owner.
class ferry {
public:
    ferry(const conditions& path, std::function<void()> on_failure);
    ~ferry();
    ferry(const ferry&) = delete;
    ferry& operator=(const ferry&) = delete;

    /// Ends the thread and tells what it did. Call it once.
    /// Errors: machine_error for what ended the thread before.
    [[nodiscard]] ferry_log stop();

private:
    class boat;
    void join() noexcept;

    std::unique_ptr<boat> boat_;
    wake_event end_;
    std::thread thread_;
};

} // namespace flags::netlab
