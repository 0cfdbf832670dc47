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

std::string heading_of(const compare::comparison& told) {
    std::uintmax_t bytes = 0;
    for (const auto& file : told.what.files)
        bytes += file.bytes.value_or(0);
    const auto files = told.what.files.size();
    auto text = fmt::format("{}, {:.0f} kB, from {}\n", counted(files, "flag"),
                            static_cast<double>(bytes) / 1e3, told.what.server);
    if (told.what.lab)
        text += fmt::format("network: {}; tcp {}\n", netlab::describe(told.what.lab->path),
                            told.what.lab->path.congestion_control);
    return text + fmt::format("{} of each, in shuffled turns, up to {} at once\n",
                              counted(told.variants.front().runs.size(), "run"),
                              std::min(told.what.max_requests, files));
}

std::string median_of(const compare::variant& told) {
    if (!told.median) return "-";
    if (!told.has_interval()) return format_seconds(told.median->value);
    const auto [low, high] = told.median->confidence;
    return format_seconds(told.median->value) + " ± " + format_seconds((high - low) / 2);
}

std::string times(double value) { return three_digits(value) + "x"; }

std::string speedup_of(const compare::variant& told) {
    return told.speedup ? times(told.speedup->value) : "-";
}

std::string speedup_interval_of(const compare::variant& told) {
    if (!told.speedup || !told.has_interval()) return "-";
    return times(told.speedup->confidence.low) + " - " + times(told.speedup->confidence.high);
}

std::string share_of(const compare::variant& told) {
    constexpr int cells = 10;
    const auto efficiency = told.efficiency();
    if (!efficiency) return "-";
    std::string bar;
    for (int cell = 0; cell < cells; ++cell)
        bar += cell < std::lround(cells * *efficiency) ? "█" : "░";
    return fmt::format("{} {:>6}", bar, three_digits(100 * *efficiency) + " %");
}

std::string connections_of(const compare::variant& told) {
    return told.connections ? fmt::format("{:g}", *told.connections) : "-";
}

std::string limit_of(const compare::variant& told) {
    return told.limit ? format_seconds(told.limit->seconds) : "-";
}

std::string retries_of(const compare::variant& told) {
    return told.retries ? std::to_string(*told.retries) : "-";
}

std::string failures_of(const compare::variant& told) { return std::to_string(told.failures()); }

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

std::string table_of(const compare::comparison& told, const text_style& style) {
    std::size_t widest_name = 0;
    for (const auto& each : told.variants)
        widest_name = std::max(widest_name, width_of(each.name));
    std::vector<text_column> shown;
    std::size_t used = 0;
    for (const auto& [head, cell] : columns) {
        text_column next{std::string(head)};
        for (const auto& each : told.variants)
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
    const auto* const best = compare::fastest_mode(told.variants);
    for (std::size_t place = 0; place < told.variants.size(); ++place) {
        const auto line =
            line_of(told.variants[place].name, [&](const text_column& each) { return each.cells[place]; });
        text += &told.variants[place] == best ? coloured(bold, line, style) : line;
    }
    return text;
}

} // namespace

std::string to_text(const compare::comparison& told, const text_style& style) {
    const auto prose = [&](const std::string& text) {
        const auto plain = without_controls(text);
        return style.wraps ? wrapped(plain, style.columns) : plain;
    };
    auto text = prose(heading_of(told)) + '\n';
    if (told.lab)
        for (const auto& reason : told.lab->invalid)
            text += coloured(red, prose("INVALID: " + reason), style) + '\n';
    text += table_of(told, style);
    for (const auto& each : told.variants) {
        const auto failed =
            std::ranges::find_if(each.runs, [](const auto& run) { return !run.failure.empty(); });
        if (failed != each.runs.end())
            text +=
                '\n' + prose(fmt::format("{}, run {}: {}", each.name, failed->block, failed->failure)) + '\n';
    }
    return text + '\n' + prose(told.sentence) + '\n';
}

} // namespace flags::report
