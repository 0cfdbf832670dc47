// Forwards every packet between client and origin at the moment that the link model computes.
#pragma once

#include "base/shared_count.hpp"
#include "base/wake_event.hpp"
#include "netlab/conditions.hpp"
#include "netlab/lateness.hpp"
#include "netlab/path_record.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace flags::netlab {

/// Packets of one direction, by what became of them.
struct ferry_counts {
    std::uint64_t carried = 0;    ///< delivered
    std::uint64_t queue_full = 0; ///< dropped by the link's queue
    std::uint64_t lost = 0;       ///< dropped by the loss model
    std::uint64_t overrun = 0; ///< dropped because the ferry was too slow: these make a measurement invalid
    deeds further{};           ///< of the further conditions
};

struct ferry_log {
    ferry_counts up; ///< from the client to the origin
    ferry_counts down;
    lateness late;      ///< how long after its due moment a packet was sent on
    path_record record; ///< of the way down
};

/// One thread, two packet sockets and a timer. A packet arrives when the kernel receives it, not when the thread wakes
/// up. Only IPv4 is forwarded: nothing else is needed on these networks.
/// Owns: the thread, which stop() or the destructor ends; packets that are under way are dropped then.
/// Units/limits: 64 MiB of packets under way in each direction; what exceeds it counts as overrun.
/// Errors: the constructor throws machine_error. A later failure ends the thread, which calls `on_failure` then: the
/// programs on these networks would wait for ever.
/// Threads: the constructor runs in the network where lay_wires made the ferry's ends; stop() by the owner.
class ferry {
public:
    /// Of what goes to the client, `dropped`, if any, always has the number of packets that the queue dropped, and `resent` that of
    /// TCP segments that were sent before; they outlive the ferry.
    ferry(const conditions& path, std::function<void()> on_failure, shared_count* dropped = nullptr,
          shared_count* resent = nullptr);
    ~ferry();
    ferry(const ferry&) = delete;
    ferry& operator=(const ferry&) = delete;

    /// Ends the thread and returns what it counted. Call it once.
    /// Errors: machine_error for a failure that ended the thread before.
    [[nodiscard]] ferry_log stop();

private:
    class worker;
    void join() noexcept;

    std::unique_ptr<worker> worker_;
    wake_event end_;
    std::thread thread_;
};

} // namespace flags::netlab
