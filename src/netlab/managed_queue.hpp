// The condition "aqm": a queue that drops packets before it is full.
#pragma once

#include "netlab/carrier.hpp"
#include "netlab/codel.hpp"
#include "netlab/kind.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace flags::netlab {

/// How the queue of each direction that has a rate is managed.
struct queue_management {
    enum class method : unsigned char { drop_tail, codel, fq_codel };

    static constexpr std::string_view name = "aqm";
    static constexpr bool is_random = false;
    static const term<queue_management> terms[1];

    method by = method::drop_tail;

    [[nodiscard]] bool operator==(const queue_management&) const = default;
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] std::vector<fact> facts() const;
};

/// A queue whose packets' fate is known when they leave it, in front of a carrier. With CoDel, one for all packets. With
/// FQ-CoDel, one of 1024 for each flow, by its hash, which take turns of 1500 bytes; one that had nothing to send goes first.
/// Source: RFC 8289; RFC 8290, section 4, and for the numbers 5.2.
/// Units/limits: `limit` bytes may wait. What exceeds them is dropped: the packet that comes, or with FQ-CoDel the one at the
/// head of the longest queue.
/// Threads: one at a time.
class managed_queue {
public:
    managed_queue(queue_management::method by, std::unique_ptr<carrier> carrying, std::size_t limit,
                  std::uint64_t seed);

    /// Takes a packet with one moment, or none, in the order of these.
    void put(packet&& each);
    /// The next packet that begins to leave at `now` or before; its moment then is that at which it has left.
    [[nodiscard]] std::optional<packet> take(link_clock::time_point now);
    /// When the next packet begins to leave.
    [[nodiscard]] link_clock::time_point next() const;

    /// Packets that were dropped so far: because the queue was full, and by CoDel.
    [[nodiscard]] std::uint64_t overflown() const noexcept { return overflown_; }
    [[nodiscard]] std::uint64_t dropped_early() const noexcept;
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
    struct flow {
        codel_queue packets;
        std::int64_t credit = 0;
        bool is_listed = false;
    };

    [[nodiscard]] std::optional<packet> choose(link_clock::time_point now);
    void make_room();

    std::unique_ptr<carrier> carrying_;
    std::size_t limit_;
    std::uint64_t seed_;
    std::vector<flow> flows_;
    std::deque<std::size_t> new_; // numbers of flows
    std::deque<std::size_t> old_;
    std::size_t bytes_ = 0;
    link_clock::time_point next_{link_clock::time_point::max()};
    std::uint64_t overflown_ = 0;
};

} // namespace flags::netlab
