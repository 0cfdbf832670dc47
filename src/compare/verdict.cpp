// Sentences for people who did not read the table.
#include "compare/verdict.hpp"

#include "compare/numbers.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace flags::compare {
namespace {

using json = nlohmann::ordered_json;

std::string percent(double part) { return fmt::format("{:.1f} %", 100 * part); }

std::string factor(double value) { return fmt::format("{:.{}f}", value, value < 9.95 ? 2 : 1); }

const json* fastest_of_flags(const json& variants) {
    const json* best = nullptr;
    for (const auto& variant : variants)
        if (variant.at("kind") == "flags" && !variant.at("median_s").is_null() &&
            (best == nullptr || variant.at("median_s") < best->at("median_s")))
            best = &variant;
    return best;
}

std::string_view why(std::string_view bound) {
    if (bound == "link") return "because the link is full: its rate is what all bytes have to pass";
    if (bound == "handshake") return "because of the round trips that opening connections takes";
    if (bound == "server") return "because the server takes its time for an answer";
    if (bound == "connections") return "because so few connections share the work; more would help";
    return "because of the round trips that asking, answering and slow start take";
}

std::string how_far(const json& best, const json& first) {
    auto text =
        fmt::format("{} takes {}", best.at("name").get<std::string>(), format_seconds(best.at("median_s")));
    if (&best != &first && !best.at("speedup").is_null())
        text += fmt::format(", {} times as fast as {} ({} to {})", factor(best.at("speedup")),
                            first.at("name").get<std::string>(), factor(best.at("speedup_interval")[0]),
                            factor(best.at("speedup_interval")[1]));
    return text + ".";
}

std::string limit_of(const json& best) {
    if (best.at("limit_s").is_null()) return {};
    return fmt::format(" That is {} of what is possible here: nobody can need less than {}, {}.",
                       percent(best.at("efficiency")), format_seconds(best.at("limit_s")),
                       why(best.at("bound").get<std::string>()));
}

std::string knee_of(const json& comparison) {
    const auto files = comparison.at("files").size();
    if (comparison.at("knee").is_null() || files < 2) return {};
    const double knee = std::ceil(comparison.at("knee").get<double>());
    if (knee >= static_cast<double>(files)) return {};
    return fmt::format(" More than {:.0f} {} cannot help on this link.", knee,
                       knee < 2 ? "connection" : "connections");
}

// Which of the two is faster, and whether that is more than chance.
std::string beside(const json& peer) {
    const auto name = peer.at("name").get<std::string>();
    if (peer.at("median_s").is_null()) return fmt::format(" {} has no run that succeeded.", name);
    if (peer.at("times_as_long").is_null()) return {};
    const double low = peer.at("times_as_long_interval")[0];
    const double high = peer.at("times_as_long_interval")[1];
    return fmt::format(" {} takes {:.3f} times as long ({:.3f} to {:.3f}){}.", name,
                       peer.at("times_as_long").get<double>(), low, high,
                       low <= 1 && high >= 1 ? ", which may be chance" : "");
}

} // namespace

std::string sentence_of(const nlohmann::ordered_json& comparison) {
    const json& variants = comparison.at("variants");
    const json* const best = fastest_of_flags(variants);
    if (best == nullptr) return "No run of flags succeeded, so there is nothing to compare.";
    auto text = how_far(*best, variants.front()) + limit_of(*best) + knee_of(comparison);
    for (const auto& variant : variants)
        if (variant.at("kind") == "peer") text += beside(variant);
    return text;
}

} // namespace flags::compare
