// One direction of an emulated path, as arithmetic: when does a packet that arrives now come out, if it does?
#pragma once

#include "netlab/delay.hpp"
#include "netlab/loss.hpp"
#include "netlab/packet.hpp"
#include "netlab/queue.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

namespace flags::netlab {

struct link_settings {
    std::uint64_t rate = 0;             ///< bit/s; 0: without limit, and then without a queue
    std::chrono::nanoseconds delay{0};  ///< propagation, one way
    std::chrono::nanoseconds jitter{0}; ///< random extra delay for each packet, up to this, uniform
    std::size_t queue_bytes = 0;        ///< see drop_tail_queue; at least the largest packet
    loss_model loss{};
    std::uint64_t seed = 0;
};

/// Every packet passes a list of conditions. A new kind of condition is a file with a class that has pass(), and an entry
/// in this list.
/// Times are computed from times, never from when a thread woke up, so lateness does not add up.
/// Threads: one at a time.
class link {
public:
    using clock = link_clock;

    explicit link(const link_settings& settings);

    /// The moments at which a packet of `bytes` that arrives at `now` comes out; none when it is dropped. `now` does not
    /// go backwards. Lifetime: until the next call.
    [[nodiscard]] const std::vector<clock::time_point>& send(clock::time_point now, std::size_t bytes);

    /// Packets that were dropped so far: because the queue was full, and by loss.
    [[nodiscard]] std::uint64_t queue_full() const noexcept {
        return std::get<drop_tail_queue>(conditions_).dropped();
    }
    [[nodiscard]] std::uint64_t lost() const noexcept {
        return std::get<gilbert_elliott_loss>(conditions_).dropped();
    }

private:
    packet packet_;
    /// In the order in which packets pass them: one that is lost has used the link.
    std::tuple<drop_tail_queue, gilbert_elliott_loss, jittered_delay> conditions_;
};

} // namespace flags::netlab
