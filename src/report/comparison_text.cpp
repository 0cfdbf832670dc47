// The comparison as a table for a terminal.
#include "report/comparison_text.hpp"

#include "base/controls.hpp"
#include "compare/numbers.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

namespace flags::report {
namespace {

using compare::format_seconds;
using compare::three_digits;

constexpr std::string_view bold = "\033[1m";
constexpr std::string_view red = "\033[31m";

std::string coloured(std::string_view colour, const std::string& text, const text_style& style) {
    return style.colour ? fmt::format("{}{}\033[m", colour, text) : text;
}

std::string counted(std::size_t number, std::string_view what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string heading_of(const compare::comparison& result) {
    std::uintmax_t bytes = 0;
    for (const auto& file : result.what.files)
        bytes += file.bytes.value_or(0);
    const auto files = result.what.files.size();
    auto text = fmt::format("{}, {:.0f} kB, from {}\n", counted(files, "flag"),
                            static_cast<double>(bytes) / 1e3, result.what.server);
    if (result.what.lab)
        text += fmt::format("network: {}; tcp {}\n", netlab::describe(result.what.lab->path),
                            result.what.lab->path.congestion_control);
    return text + fmt::format("{} of each, in shuffled turns, up to {} at once\n",
                              counted(result.variants.front().runs.size(), "run"),
                              std::min(result.what.max_requests, files));
}

std::string median_of(const compare::variant& result) {
    if (!result.median) return "-";
    if (!result.has_interval()) return format_seconds(result.median->value);
    const auto [low, high] = result.median->confidence;
    return format_seconds(result.median->value) + " ± " + format_seconds((high - low) / 2);
}

std::string times(double value) { return three_digits(value) + "x"; }

std::string speedup_of(const compare::variant& result) {
    return result.speedup ? times(result.speedup->value) : "-";
}

std::string speedup_interval_of(const compare::variant& result) {
    if (!result.speedup || !result.has_interval()) return "-";
    return times(result.speedup->confidence.low) + " - " + times(result.speedup->confidence.high);
}

std::string share_of(const compare::variant& result) {
    constexpr int cells = 10;
    const auto efficiency = result.efficiency();
    if (!efficiency) return "-";
    std::string bar;
    for (int cell = 0; cell < cells; ++cell)
        bar += cell < std::lround(cells * *efficiency) ? "█" : "░";
    return fmt::format("{} {:>6}", bar, three_digits(100 * *efficiency) + " %");
}

std::string connections_of(const compare::variant& result) {
    return result.connections ? fmt::format("{:g}", *result.connections) : "-";
}

std::string limit_of(const compare::variant& result) {
    return result.limit ? format_seconds(result.limit->seconds) : "-";
}

std::string retries_of(const compare::variant& result) {
    return result.retries ? std::to_string(*result.retries) : "-";
}

std::string failures_of(const compare::variant& result) { return std::to_string(result.failures()); }

struct column {
    std::string_view head;
    std::string (*cell)(const compare::variant&);
};
// The most important ones come first; the last ones are left out where they do not fit.
constexpr column columns[] = {{"median", median_of},        {"speed-up", speedup_of},
                              {"share of limit", share_of}, {"connections", connections_of},
                              {"limit", limit_of},          {"speed-up, 95 %", speedup_interval_of},
                              {"retries", retries_of},      {"failed runs", failures_of}};
constexpr std::size_t least_columns = 4;
constexpr std::size_t gap = 2;

std::string table_of(const compare::comparison& result, const text_style& style) {
    std::size_t widest_name = 0;
    for (const auto& each : result.variants)
        widest_name = std::max(widest_name, width_of(each.name));
    std::vector<text_column> shown;
    std::size_t used = 0;
    for (const auto& [head, cell] : columns) {
        text_column next{std::string(head)};
        for (const auto& each : result.variants)
            next.cells.push_back(cell(each));
        const auto width = gap + next.width();
        if (shown.size() >= least_columns && widest_name + used + width > style.columns) break;
        used += width;
        shown.push_back(std::move(next));
    }
    const auto name_width = std::min(widest_name, style.columns - std::min(style.columns - 1, used));
    const auto line_of = [&](const std::string& name, auto cell) {
        auto line = padded(cut(without_controls(name), name_width), name_width);
        for (const auto& each : shown)
            line += std::string(gap + each.width() - width_of(cell(each)), ' ') + cell(each);
        return line + '\n';
    };
    auto text = line_of("", [](const text_column& each) { return each.head; });
    const auto* const best = compare::fastest_mode(result.variants);
    for (std::size_t place = 0; place < result.variants.size(); ++place) {
        const auto line =
            line_of(result.variants[place].name, [&](const text_column& each) { return each.cells[place]; });
        text += &result.variants[place] == best ? coloured(bold, line, style) : line;
    }
    return text;
}

} // namespace

std::string to_text(const compare::comparison& result, const text_style& style) {
    const auto prose = [&](const std::string& text) {
        const auto plain = without_controls(text);
        return style.wraps ? wrapped(plain, style.columns) : plain;
    };
    auto text = prose(heading_of(result)) + '\n';
    if (result.lab)
        for (const auto& reason : result.lab->invalid)
            text += coloured(red, prose("INVALID: " + reason), style) + '\n';
    text += table_of(result, style);
    for (const auto& each : result.variants) {
        const auto failed =
            std::ranges::find_if(each.runs, [](const auto& run) { return !run.failure.empty(); });
        if (failed != each.runs.end())
            text +=
                '\n' + prose(fmt::format("{}, run {}: {}", each.name, failed->block, failed->failure)) + '\n';
    }
    return text + '\n' + prose(result.sentence) + '\n';
}

} // namespace flags::report
