// CoDel: which packets of a queue are dropped because its delay has stayed too long.
#pragma once

#include "netlab/packet.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace flags::netlab {

/// Packets in the order in which they came. Once the delay of those at its head has been `target` or more for an `interval`,
/// the head is dropped from time to time, ever more often, until the delay is less. A packet of a probe is never dropped.
/// Source: RFC 8289, section 5; target and interval are those of its section 4.
/// Threads: one at a time.
class codel_queue {
public:
    static constexpr std::chrono::milliseconds target{5};
    static constexpr std::chrono::milliseconds interval{100};
    static constexpr std::size_t largest_packet = 1500;

    void put(packet&& each);
    /// The packet that leaves the queue at `now`, after those that are dropped before it; none when the queue is empty then.
    [[nodiscard]] std::optional<packet> take(link_clock::time_point now);
    /// Drops the one at the head; the queue is not empty.
    void drop_head();

    [[nodiscard]] bool is_empty() const noexcept { return packets_.empty(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    /// When the packet at the head came; the queue is not empty.
    [[nodiscard]] link_clock::time_point head_came() const { return packets_.front().moments.front(); }
    /// Packets that CoDel dropped so far.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    [[nodiscard]] packet pop();
    [[nodiscard]] bool may_drop_head(link_clock::time_point now);

    std::deque<packet> packets_;
    std::size_t bytes_ = 0;
    std::optional<link_clock::time_point> late_since_; // plus an interval: then dropping may begin
    bool dropping_ = false;
    link_clock::time_point next_drop_{};
    std::uint64_t count_ = 0;      // drops since dropping began, and what is left of earlier ones
    std::uint64_t last_count_ = 0; // when it began
    std::uint64_t dropped_ = 0;
};

} // namespace flags::netlab
