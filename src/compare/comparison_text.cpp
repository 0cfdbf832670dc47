// The comparison as a table for a terminal.
#include "compare/comparison.hpp"
#include "compare/numbers.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace flags::compare {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t columns = 9;
using row = std::array<std::string, columns>;

std::string seconds_or_dash(const json& value) {
    return value.is_null() ? "-" : format_seconds(value.get<double>());
}

// One unit for both ends would need more code than it saves ink.
std::string range_or_dash(const json& range, std::string (*format)(double)) {
    if (range.is_null()) return "-";
    return format(range[0].get<double>()) + " - " + format(range[1].get<double>());
}

std::string number_or_dash(const json& value) {
    return value.is_null() ? "-" : fmt::format("{:g}", value.get<double>());
}

std::string times(double value) { return fmt::format("{:.{}f}x", value, value < 9.95 ? 2 : 1); }

row row_of(const json& variant) {
    const json& speedup = variant.at("speedup");
    const json& efficiency = variant.at("efficiency");
    return {variant.at("name").get<std::string>(),
            seconds_or_dash(variant.at("median_s")),
            range_or_dash(variant.at("interval_s"), format_seconds),
            speedup.is_null() ? "-" : times(speedup),
            range_or_dash(variant.at("speedup_interval"), times),
            seconds_or_dash(variant.at("limit_s")),
            efficiency.is_null() ? "-" : fmt::format("{:.1f} %", 100 * efficiency.get<double>()),
            number_or_dash(variant.at("connections")),
            fmt::format("{} / {}", number_or_dash(variant.at("retries")),
                        number_or_dash(variant.at("failures")))};
}

// Columns of Unicode text: a name may be any, "µ" has two bytes and one column.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

} // namespace

std::string to_text(const nlohmann::ordered_json& comparison) {
    std::vector<row> rows{{"", "median", "95 % interval", "speed-up", "95 % interval", "limit", "efficiency",
                           "connections", "retries / failed runs"}};
    for (const auto& variant : comparison.at("variants"))
        rows.push_back(row_of(variant));
    std::array<std::size_t, columns> widths{};
    for (const auto& each : rows)
        for (std::size_t column = 0; column < columns; ++column)
            widths.at(column) = std::max(widths.at(column), width_of(each.at(column)));
    std::string text;
    for (const auto& each : rows) {
        std::string line;
        for (std::size_t column = 0; column < columns; ++column) {
            const std::string padding(widths.at(column) - width_of(each.at(column)), ' ');
            line += column == 0 ? each.at(column) + padding : "  " + padding + each.at(column);
        }
        text += line + '\n';
    }
    for (const auto& variant : comparison.at("variants"))
        for (const auto& run : variant.at("runs"))
            if (!run.at("failure").is_null()) {
                text += fmt::format("\n{}, run {}: {}\n", variant.at("name").get<std::string>(),
                                    run.at("block").get<std::size_t>(), run.at("failure").get<std::string>());
                break; // the first of them tells enough
            }
    return text + '\n' + comparison.at("sentence").get<std::string>() + '\n';
}

} // namespace flags::compare
