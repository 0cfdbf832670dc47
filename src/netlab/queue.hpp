// The condition "rate": packets leave one after another, and wait in a queue before that.
#pragma once

#include "netlab/packet.hpp"

#include <cstdint>

namespace flags::netlab {

/// How long a packet occupies a link of so many bit/s; 0 means without limit.
[[nodiscard]] link_clock::duration time_on_link(std::size_t bytes, std::uint64_t rate);

/// A drop-tail queue in front of a rate. The rate is a clock that says until when the link is busy. It has no credit as a
/// token bucket has: small bursts after a pause, which a page of flags is made of, would pass a bucket for nothing.
/// Units/limits: `bytes` is what may wait, with what is left of the packet on the link. Without a rate nothing waits.
/// Threads: one at a time.
class drop_tail_queue {
public:
    drop_tail_queue(std::uint64_t rate, std::size_t bytes) : rate_(rate), bytes_(bytes) {}

    void pass(packet& each);
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

private:
    [[nodiscard]] bool has_room(std::size_t bytes, link_clock::duration wait) const;

    std::uint64_t rate_;
    std::size_t bytes_;
    link_clock::time_point busy_until_{link_clock::time_point::min()};
    std::uint64_t dropped_ = 0;
};

} // namespace flags::netlab
