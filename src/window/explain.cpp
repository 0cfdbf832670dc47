// Figures as a sentence.
#include <flags/window/state.hpp>

#include <spdlog/fmt/fmt.h>

namespace flags::window {

namespace {

// Three figures at most: "0.52", "9.0", "123".
std::string figure(double value) {
    return fmt::format("{:.{}f}", value, value < 1 ? 2 : value < 99.5 ? 1 : 0);
}

std::string rate_text(bit_rate rate) { return figure(rate.bits_per_second / 1e6) + " Mbit/s"; }

std::string time_text(seconds time) {
    return time < seconds(1) ? fmt::format("{:.0f} ms", time.count() * 1e3) : figure(time.count()) + " s";
}

std::string product(const state& now) {
    std::string sum =
        fmt::format("{:.0f} + {:.0f}", now.round_trip.count() * 1e3, now.queue_allowed.count() * 1e3);
    if (now.server_time > seconds(0)) sum += fmt::format(" + {:.0f}", now.server_time.count() * 1e3);
    return rate_text(now.rate) + " × (" + sum + " ms) / " + figure(now.answer_bytes / 1e3) + " kB";
}

// A queue that is as long as half of what is allowed is one: the link had always something to send.
std::string_view fullness(const state& now) {
    return now.queue_seen > now.queue_allowed / 2 ? "the link is full" : "nothing is full";
}

std::string reason_text(const state& figures) {
    std::string many = fmt::format("{} at once: ", figures.at_once);
    switch (figures.why) {
    case reason::constant:
        return many + "as asked for";
    case reason::first_burst:
        return many + "nothing is known of the network yet";
    case reason::narrow_link:
        return many +
               fmt::format(
                   "the first requests are paced: SYN-ACKs came {:.0f} µs apart, as over a link of about {}",
                   figures.syn_ack_gap.count() * 1e6, rate_text(figures.rate));
    case reason::silence:
        return many + "no answer yet, for longer than the network takes";
    case reason::packet_train:
        return many + product(figures) + "; the rate is that of the first packets";
    case reason::rounds:
        if (figures.server_time > figures.round_trip && figures.queue_seen <= figures.queue_allowed / 2)
            return many + "nothing is full, the server takes " + time_text(figures.server_time);
        return many + product(figures) + "; " + std::string(fullness(figures));
    case reason::memory:
        return many + product(figures) + "; as remembered";
    case reason::refusal:
        return many + "the server asked for less";
    }
    return many;
}

} // namespace

std::string explain(const state& figures) {
    std::string words = reason_text(figures);
    if (figures.asked_again > 0)
        words += fmt::format("; stalled and asked for twice: {}", figures.asked_again);
    return words;
}

} // namespace flags::window
