// When packets leave a link: one after another at a rate, constant or varying.
#pragma once

#include "netlab/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace flags::netlab {

/// How long a packet occupies a link of so many bit/s; 0 means without limit.
[[nodiscard]] link_clock::duration time_on_link(std::size_t bytes, std::uint64_t rate);

/// Carries packets one after another.
/// Threads: one at a time.
class carrier {
public:
    carrier() = default;
    carrier(const carrier&) = delete;
    carrier& operator=(const carrier&) = delete;
    virtual ~carrier() = default;

    /// When a packet that is ready since `ready` begins to leave: then, or when those before it have left.
    [[nodiscard]] virtual link_clock::time_point begin_of(link_clock::time_point ready) = 0;
    /// Takes the next packet. Returns when it has left.
    virtual link_clock::time_point carry(link_clock::time_point ready, std::size_t bytes) = 0;
    /// How many bytes of what it took have not left at `now`.
    [[nodiscard]] virtual double waiting(link_clock::time_point now) const = 0;
};

/// A constant rate: a clock that says until when the link is busy. It has no credit as a token bucket has: small bursts after a
/// pause, which a page of flags is made of, would pass a bucket for nothing.
[[nodiscard]] std::unique_ptr<carrier> at_rate(std::uint64_t rate);

} // namespace flags::netlab
