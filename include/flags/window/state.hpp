// Why so many at once: the figures of a moment, and a sentence made of them.
#pragma once

#include <flags/window/units.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace flags::window {

/// What decided on the window last.
enum class reason : std::uint8_t {
    constant,     ///< the caller's number
    first_burst,  ///< nothing is known yet
    narrow_link,  ///< nothing but that SYN-ACKs came one after another
    silence,      ///< no answer for longer than the network takes: more were asked for
    packet_train, ///< the first answers' packets showed the rate
    rounds,       ///< whole rounds did
    memory,       ///< an earlier run did
    refusal,      ///< the server asked for less
};

/// Figures of one origin at one moment; a row of a time series. What is not known is 0.
struct state {
    reason why = reason::constant;
    std::size_t in_flight = 0;   ///< requests
    std::size_t at_once = 0;     ///< requests of mean size that the window has room for
    double window_bytes = 0;     ///< W: bytes asked for that have not come yet
    double open_bytes = 0;       ///< what is asked for now, of them
    bit_rate rate{};             ///< C
    seconds round_trip{0};       ///< R
    seconds queue_allowed{0};    ///< q*: what may wait in front of the link
    seconds queue_seen{0};       ///< q: what did, in the last round
    seconds server_time{0};      ///< T
    double answer_bytes = 0;     ///< S: mean size of an answer with its header
    seconds syn_ack_gap{0};      ///< between SYN-ACKs, when they warn of a narrow link
    std::size_t asked_again = 0; ///< requests whose answers had stalled, until now
    std::uint32_t decisions = 0; ///< grows whenever the window was set anew

    [[nodiscard]] bool operator==(const state&) const = default;
};

/// "24 at once: 9.0 Mbit/s × (170 + 85 ms) / 12.3 kB; the link is full"
[[nodiscard]] std::string explain(const state& figures);

} // namespace flags::window
