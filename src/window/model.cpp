// The two formulas.
#include "window/model.hpp"

#include <algorithm>

namespace flags::window {

namespace {

// A longer queue makes senders repeat packets that are still waiting: their timer runs out after 200 ms (RTO_MIN of Linux). 64
// requests at once were 24 % slower than 32 on a line of 1.5 Mbit/s.
constexpr seconds longest_queue{0.1};

// Answers differ in size and do not begin the moment that another ends: two of them, or half a round trip, bridge that. Values of
// 0.25 to 0.75 round trips differ by 2 %.
constexpr double answers_in_queue = 2;
constexpr double round_trips_in_queue = 0.5;

// On short fast paths the above is nothing, and turns of the loop take longer. 64 KiB is the smallest queue that routers are
// sold with.
constexpr seconds short_queue{0.01};
constexpr double smallest_buffer = 64.0 * 1024;

} // namespace

seconds queue_allowed(const path_model& known) noexcept {
    const seconds wanted = std::max({round_trips_in_queue * known.round_trip,
                                     time_for(answers_in_queue * known.answer_bytes, known.rate),
                                     std::min(short_queue, time_for(smallest_buffer, known.rate))});
    return std::min(wanted, longest_queue);
}

double window_bytes(const path_model& known) noexcept {
    return bytes_in(known.round_trip + queue_allowed(known) + known.server_time, known.rate) +
           known.answer_bytes;
}

} // namespace flags::window
