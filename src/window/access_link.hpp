// What all paths of a run share: the link between this machine and the network.
#pragma once

#include "window/pacer.hpp"
#include "window/packet_train.hpp"

#include <flags/window/limits.hpp>
#include <flags/window/units.hpp>

#include <cstddef>

namespace flags::window {

struct access_link {
    limits bounds;
    bit_rate expected{};       ///< of earlier runs to other origins
    bit_rate rate{};           ///< C; unknown at first
    packet_train train{};      ///< of all answers
    double received = 0;       ///< bytes of all answers
    pacer pace{};              ///< of all requests
    std::size_t in_flight = 0; ///< requests
    std::size_t work = 0;      ///< requests that are in flight or wait
};

} // namespace flags::window
