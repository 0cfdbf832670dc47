// The condition "rate": packets leave one after another, and wait in a queue before that.
#pragma once

#include "netlab/carrier.hpp"
#include "netlab/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace flags::netlab {

/// A drop-tail queue in front of a link that carries packets one after another.
/// Units/limits: `bytes` is what may wait, with what is left of the packet on the link. Without a carrier nothing waits.
/// Threads: one at a time.
class drop_tail_queue {
public:
    drop_tail_queue(std::unique_ptr<carrier> carrying, std::size_t bytes)
        : carrying_(std::move(carrying)), bytes_(bytes) {}

    void pass(packet& each);
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }
    [[nodiscard]] std::size_t waiting(link_clock::time_point now) const {
        return carrying_ ? static_cast<std::size_t>(carrying_->waiting(now)) : 0;
    }

private:
    std::unique_ptr<carrier> carrying_;
    std::size_t bytes_;
    std::uint64_t dropped_ = 0;
};

} // namespace flags::netlab
