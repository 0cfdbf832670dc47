// Sentences for people who did not read the table.
#include "compare/verdict.hpp"

#include "compare/numbers.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace flags::compare {
namespace {

std::string_view limited_by(bound_by reason) {
    switch (reason) {
    case bound_by::link:
        return "the link's bandwidth";
    case bound_by::handshake:
        return "the round trips that opening connections takes";
    case bound_by::server:
        return "the server's response time";
    case bound_by::connections:
        return "the number of connections; more would help";
    case bound_by::latency:
        break;
    }
    return "the round trips of requests, answers and TCP slow start";
}

std::string how_far(const variant& best, const variant& first) {
    auto text = fmt::format("{} takes {}", best.name, format_seconds(best.median->value));
    if (&best != &first && best.speedup) {
        text += fmt::format(", {} times as fast as {}", three_digits(best.speedup->value), first.name);
        const auto [low, high] = best.speedup->confidence;
        if (best.has_interval() && first.has_interval())
            text += fmt::format(" ({} to {})", three_digits(low), three_digits(high));
    }
    return text + ".";
}

std::string limit_of(const variant& best) {
    if (!best.limit) return {};
    return fmt::format(
        " That is {} % of what is possible: the least time on this network is {}, limited by {}.",
        three_digits(100 * *best.efficiency()), format_seconds(best.limit->seconds),
        limited_by(best.limit->reason));
}

std::string knee_of(const comparison& result) {
    const auto files = result.what.files.size();
    if (!result.knee || files < 2) return {};
    const double knee = std::ceil(*result.knee);
    if (knee >= static_cast<double>(files)) return {};
    return fmt::format(" More than {:.0f} {} cannot help on this link.", knee,
                       knee < 2 ? "connection" : "connections");
}

// Packets are counted for all runs together: of several numbers of requests at once none can be named.
std::string what_overflows(const comparison& result, const variant& best) {
    const auto has_number = [](const variant& each) { return each.number.has_value(); };
    if (std::ranges::count_if(result.variants, has_number) > 1)
        return "Runs with many requests at once overflow";
    const auto number = best.number.value_or(at_once{.most = result.what.max_requests});
    if (number.automatic) return "The requests in flight overflow";
    return fmt::format("{} at once overflow", std::min(number.most, result.what.files.size()));
}

// Said where a full queue explains why the limit is far: packets that are sent again cost round trips.
std::string drops_of(const comparison& result, const variant& best) {
    constexpr double near_the_limit = 0.9;
    constexpr std::uint64_t rare = 1'000; // less than one in so many packets explains nothing
    if (!result.what.lab || !result.lab || best.efficiency().value_or(1) >= near_the_limit) return {};
    const auto& down = result.lab->down;
    if (down.queue_full == 0 || down.queue_full * rare < down.carried) return {};
    const auto queue = static_cast<double>(netlab::down_link(result.what.lab->path).queue_bytes);
    return fmt::format(" {} the {} kB queue: {} {} dropped, {} retransmitted in all runs together.",
                       what_overflows(result, best), three_digits(queue / 1e3), down.queue_full,
                       down.queue_full == 1 ? "packet" : "packets", result.lab->retransmissions);
}

// Which of the two is faster, and whether that is more than chance.
std::string beside(const variant& peer) {
    if (!peer.median) return fmt::format(" {} has no run that succeeded.", peer.name);
    if (!peer.times_as_long) return {};
    const auto [value, confidence] = *peer.times_as_long;
    if (!peer.has_interval())
        return fmt::format(" {} takes {:.3f} times as long (too few runs for an interval).", peer.name,
                           value);
    return fmt::format(" {} takes {:.3f} times as long ({:.3f} to {:.3f}){}.", peer.name, value,
                       confidence.low, confidence.high,
                       confidence.low <= 1 && confidence.high >= 1 ? ", which may be chance" : "");
}

} // namespace

std::string sentence_of(const comparison& result) {
    const variant* const best = fastest_mode(result.variants);
    if (best == nullptr) return "No run of flags succeeded, so there is nothing to compare.";
    auto text =
        how_far(*best, result.variants.front()) + limit_of(*best) + knee_of(result) + drops_of(result, *best);
    for (const auto& each : result.variants)
        if (!each.is_flags) text += beside(each);
    return text;
}

} // namespace flags::compare
