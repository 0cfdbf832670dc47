// The knee is found from intervals: medians alone differ by chance.
#include "compare/matrix.hpp"

#include "compare/numbers.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

namespace flags::compare {
namespace {

bool overlap(const variant& a, const variant& b) {
    const auto one = certain_interval(a);
    const auto other = certain_interval(b);
    return one.low <= other.high && other.low <= one.high;
}

// The variants with a fixed number and a median, few requests at once first.
std::vector<const variant*> by_number(const comparison& result) {
    std::vector<const variant*> found;
    for (const auto& each : result.variants)
        if (each.is_flags && each.median && each.number && !each.number->automatic) found.push_back(&each);
    std::ranges::sort(found, {}, [](const variant* each) { return each->number->most; });
    return found;
}

std::string range(double low, double high, int digits) {
    const auto from = fmt::format("{:.{}f}", low, digits);
    const auto to = fmt::format("{:.{}f}", high, digits);
    return from == to ? from : from + " to " + to;
}

// "4 to 8 at once (83 to 85 % of the limit)"
std::string numbers_text(const comparison& result, const best_numbers& best) {
    const auto fewest = best.fewest->number->most;
    const auto most = best.most->number->most;
    auto text = fewest == most ? std::to_string(fewest) : fmt::format("{} to {}", fewest, most);
    text += " at once";
    double low = 1;
    double high = 0;
    for (const auto* const each : by_number(result)) {
        const auto number = each->number->most;
        const auto share = share_of(result, *each);
        if (!share) return fmt::format("{} ({})", text, format_seconds(best.fastest->median->value));
        if (number < fewest || number > most) continue;
        low = std::min(low, *share);
        high = std::max(high, *share);
    }
    return fmt::format("{} ({} % of the limit)", text, range(100 * low, 100 * high, 0));
}

std::string how_much_longer(const variant& each, const variant& than) {
    const double times = each.median->value / than.median->value;
    if (times >= 2) return fmt::format("{} times as long", three_digits(times));
    return fmt::format("{:.0f} % longer", 100 * (times - 1));
}

// What the largest number leads to, where it is none of the best.
std::string too_many(const comparison& result, const best_numbers& best) {
    const auto& largest = *by_number(result).back();
    if (largest.number->most <= best.most->number->most || overlap(largest, *best.fastest)) return {};
    const auto files = result.what.files.size();
    const auto all =
        largest.number->most >= files ? fmt::format("all {}", files) : std::to_string(largest.number->most);
    const auto dropped = dropped_in_a_run(largest).value_or(0);
    const auto longer = how_much_longer(largest, *best.fastest);
    if (dropped < 1 || !result.what.lab) return fmt::format("; {} take {}", all, longer);
    const auto queue = static_cast<double>(netlab::down_link(result.what.lab->path).queue_bytes);
    const auto resent = resent_in_a_run(largest);
    return fmt::format("; {} overflow the {} kB queue ({:.0f} packets dropped{} in a run) and take {}", all,
                       three_digits(queue / 1e3), dropped,
                       resent ? fmt::format(", {:.0f} sent again", *resent) : "", longer);
}

std::string automatic(const comparison& result, const best_numbers& best) {
    const auto found = std::ranges::find_if(result.variants, [](const variant& each) {
        return each.median && each.number && each.number->automatic;
    });
    if (found == result.variants.end()) return {};
    if (overlap(*found, *best.fastest)) return "; auto is as fast";
    if (found->median->value < best.fastest->median->value)
        return fmt::format("; auto is faster: {}", format_seconds(found->median->value));
    return fmt::format("; auto takes {}", how_much_longer(*found, *best.fastest));
}

// Of the runs that count.
std::optional<double> median_of(const variant& each, std::optional<std::uint64_t> run::* count) {
    std::vector<double> counts;
    for (const auto& one : each.runs)
        if (one.*count && one.failure.empty()) counts.push_back(static_cast<double>(*(one.*count)));
    if (counts.empty()) return std::nullopt;
    return median(counts);
}

} // namespace

std::optional<double> least_time(const comparison& result) {
    std::optional<double> least;
    for (const auto& each : result.variants)
        if (each.limit) least = std::min(least.value_or(each.limit->seconds), each.limit->seconds);
    return least;
}

std::optional<double> share_of(const comparison& result, const variant& each) {
    const auto least = least_time(result);
    if (!least || !each.median) return std::nullopt;
    return *least / each.median->value;
}

interval certain_interval(const variant& each) {
    const double unsure = each.has_interval() ? 0.01 : 0.05;
    const auto [value, confidence] = each.median.value();
    return {.low = std::min(confidence.low, (1 - unsure) * value),
            .high = std::max(confidence.high, (1 + unsure) * value)};
}

std::optional<best_numbers> best_numbers_of(const comparison& result) {
    const auto all = by_number(result);
    if (all.empty()) return std::nullopt;
    const auto fastest =
        std::ranges::min_element(all, {}, [](const variant* each) { return each->median->value; });
    const auto is_as_fast = [&](const variant* each) { return overlap(*each, **fastest); };
    const auto after_last = std::find_if_not(fastest, all.end(), is_as_fast);
    return best_numbers{.fewest = *std::ranges::find_if(all, is_as_fast),
                        .most = *std::prev(after_last),
                        .fastest = *fastest};
}

std::optional<double> dropped_in_a_run(const variant& each) { return median_of(each, &run::dropped); }

std::optional<double> resent_in_a_run(const variant& each) { return median_of(each, &run::resent); }

std::string assumed_in(const matrix& results) {
    return results.rows.empty() ? std::string() : results.rows.front().result.what.assumed;
}

std::string sentence_of(const matrix_row& row) {
    if (!row.result.is_valid())
        return fmt::format("{}: INVALID: {}", row.name, row.result.lab->invalid.front());
    const auto best = best_numbers_of(row.result);
    if (!best) {
        const auto* const mode = fastest_mode(row.result.variants);
        if (mode == nullptr) return row.name + ": no run of flags succeeded";
        return fmt::format("{}: {} takes {}", row.name, mode->name, format_seconds(mode->median->value));
    }
    return fmt::format("{}: {}{}{}", row.name, numbers_text(row.result, *best), too_many(row.result, *best),
                       automatic(row.result, *best));
}

} // namespace flags::compare
