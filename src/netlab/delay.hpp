// The condition "delay": propagation, with jitter.
#pragma once

#include "netlab/packet.hpp"

#include <flags/base/random.hpp>

#include <chrono>
#include <cstdint>

namespace flags::netlab {

/// Each packet takes `delay` and a random part of `jitter`, uniformly drawn, but is never earlier than one before it: no
/// reordering.
/// Threads: one at a time.
class jittered_delay {
public:
    jittered_delay(std::chrono::nanoseconds delay, std::chrono::nanoseconds jitter, std::uint64_t seed)
        : delay_(delay), jitter_(jitter), random_(seed) {}

    void pass(packet& each);

private:
    std::chrono::nanoseconds delay_;
    std::chrono::nanoseconds jitter_;
    splitmix64 random_;
    link_clock::time_point last_{link_clock::time_point::min()};
};

} // namespace flags::netlab
