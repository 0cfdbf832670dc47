// The comparison as a table for a terminal.
#include "report/comparison_text.hpp"

#include "compare/numbers.hpp"
#include "netlab/wires.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace flags::report {
namespace {

using compare::format_seconds;

constexpr std::size_t columns = 9;
using row = std::array<std::string, columns>;

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
                            netlab::congestion_control);
    text += fmt::format("{} of each, in shuffled turns, up to {} at once\n\n",
                        counted(told.variants.front().runs.size(), "run"),
                        std::min(told.what.max_requests, files));
    if (told.lab)
        for (const auto& reason : told.lab->invalid)
            text += "INVALID: " + reason + "\n";
    return text;
}

template <class Value>
std::string number_or_dash(const std::optional<Value>& value) {
    return value ? fmt::format("{:g}", static_cast<double>(*value)) : "-";
}

std::string times(double value) { return compare::three_digits(value) + "x"; }

std::string value_or_dash(const std::optional<compare::estimate>& value, std::string (*format)(double)) {
    return value ? format(value->value) : "-";
}

// One unit for both ends would need more code than it saves ink.
std::string range_or_dash(const std::optional<compare::estimate>& value, std::string (*format)(double)) {
    return value ? format(value->confidence.low) + " - " + format(value->confidence.high) : "-";
}

row row_of(const compare::variant& told) {
    const auto efficiency = told.efficiency();
    return {told.name,
            value_or_dash(told.median, format_seconds),
            range_or_dash(told.median, format_seconds),
            value_or_dash(told.speedup, times),
            range_or_dash(told.speedup, times),
            told.limit ? format_seconds(told.limit->seconds) : "-",
            efficiency ? fmt::format("{:.1f} %", 100 * *efficiency) : "-",
            number_or_dash(told.connections),
            fmt::format("{} / {}", number_or_dash(told.retries), told.failures())};
}

// Columns of Unicode text: a name may be any, "µ" has two bytes and one column.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::string table_of(const std::vector<row>& rows) {
    std::array<std::size_t, columns> widths{};
    for (const auto& each : rows)
        for (std::size_t column = 0; column < columns; ++column)
            widths.at(column) = std::max(widths.at(column), width_of(each.at(column)));
    std::string text;
    for (const auto& each : rows) {
        for (std::size_t column = 0; column < columns; ++column) {
            const std::string padding(widths.at(column) - width_of(each.at(column)), ' ');
            text += column == 0 ? each.at(column) + padding : "  " + padding + each.at(column);
        }
        text += '\n';
    }
    return text;
}

} // namespace

std::string to_text(const compare::comparison& told) {
    std::vector<row> rows{{"", "median", "95 % interval", "speed-up", "95 % interval", "limit", "efficiency",
                           "connections", "retries / failed runs"}};
    for (const auto& each : told.variants)
        rows.push_back(row_of(each));
    auto text = heading_of(told) + table_of(rows);
    for (const auto& each : told.variants) {
        const auto failed =
            std::ranges::find_if(each.runs, [](const auto& run) { return !run.failure.empty(); });
        if (failed != each.runs.end())
            text += fmt::format("\n{}, run {}: {}\n", each.name, failed->block, failed->failure);
    }
    return text + '\n' + told.sentence + '\n';
}

} // namespace flags::report
