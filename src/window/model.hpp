// How many bytes keep a link busy and no more.
#pragma once

#include <flags/window/units.hpp>

namespace flags::window {

/// What is known of a path.
struct path_model {
    bit_rate rate;           ///< C; known
    seconds round_trip{0};   ///< R
    seconds server_time{0};  ///< T
    double answer_bytes = 0; ///< S
};

/// The queue that may stand in front of the link, as time.
[[nodiscard]] seconds queue_allowed(const path_model& known) noexcept;

/// Little's law: what flows at C for R + q + T, and one answer more, because an answer is asked for as a whole.
[[nodiscard]] double window_bytes(const path_model& known) noexcept;

} // namespace flags::window
