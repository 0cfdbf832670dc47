// The emulated path: the network lab's own link model, one for each direction.
#pragma once

#include "netlab/link.hpp"
#include "simulation.hpp"

#include <cstddef>
#include <functional>

namespace simulated {

/// One direction.
class wire {
public:
    wire(simulation& clock, const flags::netlab::link_settings& settings) : clock_(&clock), link_(settings) {}

    /// `arrived` runs whenever the packet comes out of the link, if it does.
    void send(std::size_t bytes, const std::function<void()>& arrived) {
        for (const time_point when : link_.send(clock_->now(), bytes))
            clock_->at(when, arrived);
    }

    /// Packets that found the queue full.
    [[nodiscard]] std::size_t dropped() const noexcept { return link_.queue_full(); }

private:
    simulation* clock_;
    flags::netlab::link link_;
};

} // namespace simulated
