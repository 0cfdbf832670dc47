// Sentences for people who did not read the table.
#include "compare/verdict.hpp"

#include "compare/numbers.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>
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
    if (&best != &first && best.speedup)
        text += fmt::format(", {} times as fast as {} ({} to {})", three_digits(best.speedup->value),
                            first.name, three_digits(best.speedup->confidence.low),
                            three_digits(best.speedup->confidence.high));
    return text + ".";
}

std::string limit_of(const variant& best) {
    if (!best.limit) return {};
    return fmt::format(
        " That is {} % of what is possible: the least time on this network is {}, limited by {}.",
        three_digits(100 * *best.efficiency()), format_seconds(best.limit->seconds),
        limited_by(best.limit->reason));
}

std::string knee_of(const comparison& told) {
    const auto files = told.what.files.size();
    if (!told.knee || files < 2) return {};
    const double knee = std::ceil(*told.knee);
    if (knee >= static_cast<double>(files)) return {};
    return fmt::format(" More than {:.0f} {} cannot help on this link.", knee,
                       knee < 2 ? "connection" : "connections");
}

// Which of the two is faster, and whether that is more than chance.
std::string beside(const variant& peer) {
    if (!peer.median) return fmt::format(" {} has no run that succeeded.", peer.name);
    if (!peer.times_as_long) return {};
    const auto [value, confidence] = *peer.times_as_long;
    return fmt::format(" {} takes {:.3f} times as long ({:.3f} to {:.3f}){}.", peer.name, value,
                       confidence.low, confidence.high,
                       confidence.low <= 1 && confidence.high >= 1 ? ", which may be chance" : "");
}

} // namespace

std::string sentence_of(const comparison& told) {
    const variant* const best = fastest_mode(told.variants);
    if (best == nullptr) return "No run of flags succeeded, so there is nothing to compare.";
    auto text = how_far(*best, told.variants.front()) + limit_of(*best) + knee_of(told);
    for (const auto& each : told.variants)
        if (!each.is_flags) text += beside(each);
    return text;
}

} // namespace flags::compare
