// SGR with 256 colours (ECMA-48, xterm): the grounds are dark, so that white digits are legible on all of them.
#include "report/matrix_text.hpp"

#include "base/controls.hpp"
#include "compare/numbers.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

namespace flags::report {
namespace {

constexpr std::size_t cell_gap = 1;
constexpr std::size_t least_cell = 4; // "100*"
constexpr std::size_t widest_heading = 8;
constexpr std::size_t widest_condition = 22;

// A colour of xterm's table for a share of 0 to 1.
int ground_of(double share) {
    constexpr std::array colours{88, 124, 130, 136, 100, 64, 28, 22}; // from red to green
    const auto place = static_cast<std::size_t>(share * static_cast<double>(colours.size()));
    return colours.at(std::min(place, colours.size() - 1));
}

std::string to_the_right(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, width_of(text)), ' ') + text;
}

std::string cell_text(const compare::matrix_row& row, const std::string& column, std::size_t width,
                      const text_style& style) {
    const auto* const each = cell_of(row, column);
    const auto share = each == nullptr ? std::nullopt : share_in(row, *each);
    if (!share) return to_the_right(each == nullptr ? "" : "x ", width);
    const bool is_best = each == compare::fastest_mode(row.result.variants);
    auto text = to_the_right(fmt::format("{:.0f}{}", 100 * *share, is_best ? '*' : ' '), width);
    if (!style.colour) return text;
    return fmt::format("\033[{}38;5;231;48;5;{}m{}\033[m", is_best ? "1;" : "", ground_of(*share), text);
}

struct heat_column {
    std::string variant;
    std::string heading;
    std::size_t width;
};

// As many columns as fit beside the names.
std::vector<heat_column> shown_columns(const compare::matrix& result, std::size_t available) {
    std::vector<heat_column> shown;
    for (const auto& each : columns_of(result)) {
        auto heading = cut(without_controls(heading_of_column(result, each)), widest_heading);
        const auto width = std::max(least_cell, width_of(heading));
        if (available < cell_gap + width) break;
        available -= cell_gap + width;
        shown.push_back({.variant = each, .heading = std::move(heading), .width = width});
    }
    return shown;
}

std::string heat_map(const compare::matrix& result, const text_style& style) {
    std::size_t name_width = 0;
    for (const auto& row : result.rows)
        name_width = std::max(name_width, width_of(row.name));
    name_width = std::min(name_width, widest_condition);
    const auto shown = shown_columns(result, style.columns - std::min(style.columns, name_width));
    auto text = std::string(name_width, ' ');
    for (const auto& each : shown)
        text += std::string(cell_gap, ' ') + to_the_right(each.heading, each.width);
    text += '\n';
    for (const auto& row : result.rows) {
        text += padded(cut(without_controls(row.name), name_width), name_width);
        for (const auto& each : shown)
            text += std::string(cell_gap, ' ') + cell_text(row, each.variant, each.width, style);
        text += '\n';
    }
    return text;
}

bool has_limit(const compare::matrix& result) {
    return std::ranges::any_of(result.rows,
                               [](const auto& row) { return least_time(row.result).has_value(); });
}

} // namespace

std::vector<std::string> columns_of(const compare::matrix& result) {
    std::vector<const compare::variant*> all;
    for (const auto& row : result.rows)
        for (const auto& each : row.result.variants)
            if (std::ranges::find(all, each.name, &compare::variant::name) == all.end()) all.push_back(&each);
    // Numbers of several rows are put in one order; what has none stays in front or behind.
    const auto rank = [](const compare::variant* each) {
        if (!each->is_flags) return std::pair(2, std::size_t{0});
        if (!each->number) return std::pair(0, std::size_t{0});
        return std::pair(1, each->number->automatic ? SIZE_MAX : each->number->most);
    };
    std::vector<std::string> names;
    for (const int kind : {0, 1, 2}) {
        std::vector<const compare::variant*> some;
        std::ranges::copy_if(all, std::back_inserter(some),
                             [&](const auto* each) { return rank(each).first == kind; });
        if (kind == 1) std::ranges::sort(some, {}, rank);
        for (const auto* const each : some)
            names.push_back(each->name);
    }
    return names;
}

std::string heading_of_column(const compare::matrix& result, const std::string& variant) {
    if (variant == "sequential") return "seq";
    if (variant == "sequential-keepalive") return "keep";
    for (const auto& row : result.rows) {
        const auto* const each = cell_of(row, variant);
        if (each == nullptr || !each->is_flags || !each->number) continue;
        const bool is_all = !each->number->automatic && each->number->most == row.result.what.files.size();
        return is_all ? "all" : compare::show(*each->number);
    }
    return variant;
}

const compare::variant* cell_of(const compare::matrix_row& row, const std::string& variant) {
    const auto found = std::ranges::find(row.result.variants, variant, &compare::variant::name);
    return found == row.result.variants.end() ? nullptr : &*found;
}

std::optional<double> share_in(const compare::matrix_row& row, const compare::variant& each) {
    if (!each.median) return std::nullopt;
    if (least_time(row.result)) return share_of(row.result, each);
    const auto* const best = compare::fastest_mode(row.result.variants);
    return best == nullptr ? std::nullopt : std::optional(best->median->value / each.median->value);
}

std::string to_text(const compare::matrix& result, const text_style& style) {
    const auto prose = [&](const std::string& text) {
        const auto plain = without_controls(text);
        return (style.wraps ? wrapped(plain, style.columns) : plain) + '\n';
    };
    std::string text;
    if (!result.rows.empty())
        text += prose(std::string(has_limit(result) ? "Share of the limit" : "Share of the best speed") +
                      " in %, by requests at once; * is the best of its network") +
                heat_map(result, style) + '\n';
    for (const auto& row : result.rows)
        text += prose(sentence_of(row));
    if (const auto assumed = assumed_in(result); !assumed.empty()) text += prose(assumed);
    if (!result.left_out.empty()) {
        std::string names;
        for (const auto& each : result.left_out)
            names += (names.empty() ? "" : "; ") + each;
        text += prose("Left out for want of time: " + names);
    }
    return text;
}

std::string to_text(std::span<const compare::change> changes, const text_style& style) {
    std::vector<const compare::change*> sure;
    for (const auto& each : changes)
        if (each.is_sure) sure.push_back(&each);
    std::ranges::sort(sure, std::ranges::greater(), [](const auto* each) { return each->times.value; });
    std::string text;
    for (const auto* const each : sure) {
        const auto [value, confidence] = each->times;
        const auto line =
            fmt::format("{}: {} times as long as before ({} to {})", each->cell, compare::three_digits(value),
                        compare::three_digits(confidence.low), compare::three_digits(confidence.high));
        text +=
            (style.wraps ? wrapped(without_controls(line), style.columns) : without_controls(line)) + '\n';
    }
    return text +
           fmt::format("{} of {} cells took neither more nor less time than before, or it may be chance\n",
                       changes.size() - sure.size(), changes.size());
}

} // namespace flags::report
