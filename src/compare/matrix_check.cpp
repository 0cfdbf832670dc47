// Cells are found by the names of their condition and their variant.
#include "compare/matrix_check.hpp"

#include "compare/numbers.hpp"

#include <flags/base/error.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace flags::compare {
namespace {

constexpr std::array metrics{std::pair(std::string_view("efficiency"), metric::efficiency),
                             std::pair(std::string_view("median"), metric::median),
                             std::pair(std::string_view("dropped"), metric::dropped),
                             std::pair(std::string_view("failures"), metric::failures),
                             std::pair(std::string_view("slowdown"), metric::slowdown)};

bool is_meant(const variant& each, std::string_view name) {
    return each.name == name || (each.is_flags && each.number && show(*each.number) == name);
}

const variant* find_variant(const matrix& in, std::string_view row, std::string_view name) {
    const auto found = std::ranges::find(in.rows, row, &matrix_row::name);
    if (found == in.rows.end() || !found->result.is_valid()) return nullptr;
    const auto& all = found->result.variants;
    const auto cell = std::ranges::find(all, name, &variant::name);
    return cell == all.end() ? nullptr : &*cell;
}

std::vector<double> walls_of_runs(const variant& each) {
    std::vector<double> walls;
    for (const auto& run : each.runs)
        if (run.failure.empty()) walls.push_back(run.wall_s);
    return walls;
}

std::optional<change> change_of(const std::string& cell, const variant& before, const variant& now,
                                std::uint64_t seed) {
    const auto old_walls = walls_of_runs(before);
    const auto new_walls = walls_of_runs(now);
    if (old_walls.empty() || new_walls.empty()) return std::nullopt;
    const auto times = ratio_of_medians(new_walls, old_walls, seed);
    const bool has_one = times.confidence.low <= 1 && times.confidence.high >= 1;
    return change{
        .cell = cell, .times = times, .is_sure = before.has_interval() && now.has_interval() && !has_one};
}

std::optional<double> figure_of(const matrix_check& check, const matrix_row& row, const variant& each,
                                const matrix* older) {
    switch (check.what) {
    case metric::efficiency:
        return share_of(row.result, each);
    case metric::median:
        return each.median ? std::optional(each.median->value) : std::nullopt;
    case metric::dropped:
        return dropped_in_a_run(each);
    case metric::failures:
        return static_cast<double>(each.failures());
    case metric::slowdown:
        break;
    }
    const auto* const before = older == nullptr ? nullptr : find_variant(*older, row.name, each.name);
    if (before == nullptr) return std::nullopt;
    const auto changed = change_of(each.name, *before, each, row.result.what.seed);
    return changed ? std::optional(changed->times.confidence.low) : std::nullopt;
}

} // namespace

std::optional<matrix_check> parse_check(std::string_view text) {
    const auto sign = text.find_first_of("<>");
    const auto dot = text.substr(0, sign).rfind('.');
    if (sign == std::string_view::npos || dot == std::string_view::npos) return std::nullopt;
    const auto colon = text.substr(0, dot).rfind(':');
    const bool names_condition = colon != std::string_view::npos;
    const auto name = names_condition ? text.substr(colon + 1, dot - colon - 1) : text.substr(0, dot);
    const auto* const found = std::ranges::find(metrics, text.substr(dot + 1, sign - dot - 1),
                                                [](const auto& each) { return each.first; });
    const auto number = text.substr(sign + 1);
    double bound = 0;
    const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), bound);
    if (found == metrics.end() || name.empty() || code != std::errc() || end != number.data() + number.size())
        return std::nullopt;
    return matrix_check{.text = std::string(text),
                        .condition = std::string(names_condition ? text.substr(0, colon) : ""),
                        .variant = std::string(name),
                        .what = found->second,
                        .below = text[sign] == '<',
                        .bound = bound};
}

comparison cell_alone(const matrix& result, std::string_view cell) {
    const auto colon = cell.rfind(':');
    for (const auto& row : result.rows) {
        if (colon == std::string_view::npos || row.name != cell.substr(0, colon)) continue;
        for (const auto& each : row.result.variants) {
            if (!is_meant(each, cell.substr(colon + 1))) continue;
            auto alone = row.result;
            alone.variants = {each};
            alone.sentence = sentence_of(row);
            return alone;
        }
    }
    throw usage_error(
        fmt::format("{}: the matrix has no such cell: give NETWORK:VARIANT, for example fast-4g:8", cell));
}

std::vector<std::string> breaches_of(const matrix_check& check, const matrix& result, const matrix* older) {
    std::vector<std::string> breaches;
    std::size_t checked = 0;
    for (const auto& row : result.rows) {
        if (!row.result.is_valid() || (!check.condition.empty() && check.condition != row.name)) continue;
        for (const auto& each : row.result.variants) {
            const auto figure =
                is_meant(each, check.variant) ? figure_of(check, row, each, older) : std::nullopt;
            if (!figure) continue;
            ++checked;
            if (check.below ? *figure < check.bound : *figure > check.bound)
                breaches.push_back(
                    fmt::format("{}: {}, {}: {}", check.text, row.name, each.name, three_digits(*figure)));
        }
    }
    if (checked == 0) throw usage_error(check.text + ": no cell of the matrix has this figure");
    return breaches;
}

std::vector<change> changes_since(const matrix& older, const matrix& now) {
    std::vector<change> changes;
    for (const auto& row : now.rows) {
        if (!row.result.is_valid()) continue;
        for (const auto& each : row.result.variants)
            if (const auto* const before = find_variant(older, row.name, each.name))
                if (auto changed =
                        change_of(row.name + ", " + each.name, *before, each, row.result.what.seed))
                    changes.push_back(*std::move(changed));
    }
    return changes;
}

} // namespace flags::compare
