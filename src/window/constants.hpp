// The numbers of the controller, each with its reason. Figures are of the simulator's regret (tests/window) unless they say otherwise.
#pragma once

#include <flags/window/units.hpp>

#include <cstddef>

namespace flags::window {

// The first burst of a longer list. 12 to 20 differ by 2 % on slow links; on a long fast path each halving costs a round trip.
inline constexpr std::size_t first_of_many = 20;
// A list that is not longer than this is asked for at once: whatever is left costs a round trip of three in all.
inline constexpr std::size_t all_at_once = 40;

// Nearer than this a round trip costs less than what a burst of connections can spoil: begin with as few as browsers do.
inline constexpr seconds near{0.01};
inline constexpr std::size_t first_when_near = 6;

// So many requests leave at once, then 3 % of a round trip is given to the other SYN-ACKs, which tell of narrow links.
inline constexpr std::size_t pilots = 4;
inline constexpr double pilots_wait = 0.03;

// Connections beyond the first burst, as a factor: they stand when the window is known, and make the train of SYN-ACKs longer.
// One costs 180 bytes; opening it only then costs a round trip.
inline constexpr std::size_t opened_ahead = 2;

// The window grows at most so much in the first round, whatever a train says. 2 to 8 differ by 2 %.
inline constexpr double growth = 4;

// Requests leave somewhat faster than answers can come, or the link idles whenever one is small. 1.1 to 1.25 differ by 2 %.
inline constexpr double pace = 1.25;

// Until answers come, what they weigh is not known: the mean of 20 flags is 10 to 20 kB. Where SYN-ACKs have shown that the
// link is narrow, requests leave as if it were slower still. With 1, 20 large flags took 1.16 times the best on lte in place
// of 0.92.
inline constexpr double unweighed = 0.65;

// What a train needs: more than one turn of the loop, and on long paths more than a burst of a few senders.
inline constexpr seconds train_time{0.003};
inline constexpr double train_round_trips = 1.0 / 8;

// A flag as PNG, before any is seen, with the weight of so many answers.
inline constexpr double usual_answer = 12'000;
inline constexpr double usual_weight = 4;

// The median is of the last times, and of no less than three. Below 5 ms it is the machine's own.
inline constexpr std::size_t recent_answers = 64;
inline constexpr std::size_t enough_answers = 3;
inline constexpr seconds least_server_time{0.005};
// A server's kernel acknowledges the first request of a connection at once, later ones together with the answer, or after 40 ms
// (TCP_DELACK_MIN of Linux): until then the server's time looks like the network's.
inline constexpr seconds delayed_acknowledgement{0.04};

// Silence: an answer needs a round trip; half of one and 50 ms are given to queues and to delayed acknowledgements.
inline constexpr double silent_round_trips = 1.5;
inline constexpr seconds least_silence{0.05};

// Stalls, beyond a round trip with its queue. A sender repeats its last packet by itself after two round trips (RFC 8985), but after
// 200 ms and more when that is lost, too. On a path of 1 ms the 30 ms alone made 194 files take twice as long.
inline constexpr double stall_round_trips = 2;
inline constexpr seconds least_stall{0.01};
inline constexpr seconds most_stall{0.03};
inline constexpr double stall_server_times = 2;
// A server that takes longer than this for three of four answers thinks; asked twice it would think twice. At 30 ms, a server
// that takes 20 to 40 ms was the one or the other by chance.
inline constexpr seconds thinking{0.05};
inline constexpr double thinking_queues = 2;
inline constexpr double fast_quarter = 0.25;

// A memory is worth keeping after so much, or after so many rounds.
inline constexpr double enough_bytes = 64.0 * 1024;
inline constexpr std::uint32_t enough_rounds = 2;

// A gap between so many SYN-ACKs is compared with the one that is remembered: those of fewer vary by themselves.
inline constexpr std::size_t gaps_that_tell = 10;

} // namespace flags::window
