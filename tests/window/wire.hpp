// The emulated path: the network lab's own link model, one for each direction.
#pragma once

#include "netlab/link.hpp"
#include "simulation.hpp"

#include <cstddef>
#include <functional>
#include <utility>
#include <variant>

namespace simulated {

/// One direction.
class wire {
public:
    wire(simulation& clock, const flags::netlab::link_settings& settings) : clock_(&clock), link_(settings) {}

    /// `arrived` runs when the packet comes out of the link, if it does.
    void send(std::size_t bytes, std::function<void()> arrived) {
        const auto fate = link_.send(clock_->now(), bytes);
        if (const auto* const when = std::get_if<time_point>(&fate))
            clock_->at(*when, std::move(arrived));
        else if (std::get<flags::netlab::packet_end>(fate) == flags::netlab::packet_end::queue_full)
            ++dropped_;
    }

    [[nodiscard]] std::size_t dropped() const noexcept { return dropped_; }

private:
    simulation* clock_;
    flags::netlab::link link_;
    std::size_t dropped_ = 0;
};

} // namespace simulated
