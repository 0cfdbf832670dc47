// Plain tables: a median with its quartiles behind it.
#include "bench/table.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <optional>

namespace flags::bench {
namespace {

std::string median_and_quartiles(std::span<const double> samples, std::string (*format)(double)) {
    if (samples.empty()) return "–";
    const auto [low, high] = compare::quartiles(samples);
    return fmt::format("{} ({} – {})", format(compare::median(samples)), format(low), format(high));
}

std::string range(const std::optional<compare::interval>& values, const figure& result) {
    if (!values) return "–";
    return fmt::format("{} – {}", result.format(values->low), result.format(values->high));
}

std::string wanted(const figure& result) {
    if (result.target && result.target->low == 0) return "≤ " + result.format(result.target->high);
    if (result.target && std::isinf(result.target->high)) return "≥ " + result.format(result.target->low);
    return range(result.target, result);
}

std::string verdict(const figure& result) {
    if (!result.target) return "–";
    return result.reached() ? "yes" : "**no**";
}

} // namespace

std::string to_markdown(std::span<const series> programs) {
    std::string table = "| program | runs | wall | CPU | peak RSS |\n|---|--:|--:|--:|--:|\n";
    std::string notes;
    for (const auto& program : programs) {
        table += fmt::format("| {} | {} | {} | {} | {} |\n", program.name, program.wall_seconds.size(),
                             median_and_quartiles(program.wall_seconds, compare::format_seconds),
                             median_and_quartiles(program.cpu_seconds, compare::format_seconds),
                             median_and_quartiles(program.peak_rss_bytes, format_megabytes));
        if (!program.failures.empty())
            notes += fmt::format("\n{}: {} runs failed and do not count, the first with: {}\n", program.name,
                                 program.failures.size(), program.failures.front());
    }
    return table + notes;
}

std::string to_markdown(std::span<const figure> figures) {
    std::string table = "| figure | measured | spread | target | reached |\n|---|--:|--:|--:|---|\n";
    for (const auto& each : figures)
        table += fmt::format("| {} | {} | {} | {} | {} |\n", each.what,
                             each.measured ? each.format(*each.measured) : "not measured",
                             range(each.spread, each), wanted(each), verdict(each));
    return table;
}

} // namespace flags::bench
