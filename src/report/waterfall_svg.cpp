// Rows as the page has them (waterfall.js).
#include "compare/numbers.hpp"
#include "report/matrix_svg.hpp"
#include "report/svg_parts.hpp"
#include "report/text_layout.hpp"

#include <flags/base/error.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace flags::report {
namespace {

constexpr int waterfall_width = 800;
constexpr double bars_left = 60;
constexpr double bars_right = 730;
constexpr double bars_top = 84;
constexpr double lane_height = 18;
constexpr std::size_t most_lanes = 60; // more cannot be read
constexpr double label_room = 28;      // pixels, for the code behind a bar

struct lane {
    std::optional<int> connection{};
    std::vector<const compare::request*> requests{};
};

double end_of(const compare::request& each) { return each.start_ms + each.timings.total; }
double work_begin_of(const compare::request& each) { return each.start_ms + each.timings.blocked; }

// A connection has one row, or several while it carries several requests at a time (HTTP/2).
std::vector<lane> lanes_of(const compare::waterfall& run) {
    std::vector<const compare::request*> sorted;
    sorted.reserve(run.requests.size());
    for (const auto& each : run.requests)
        sorted.push_back(&each);
    std::ranges::sort(sorted, {}, [](const auto* each) { return std::pair(work_begin_of(*each), each); });
    std::vector<lane> lanes;
    for (const auto* const each : sorted) {
        const auto is_free = [&](const lane& of) {
            return of.connection == each->connection &&
                   end_of(*of.requests.back()) <= work_begin_of(*each) + 0.5;
        };
        auto found = std::ranges::find_if(lanes, is_free);
        if (found == lanes.end()) {
            lanes.push_back({.connection = each->connection});
            found = std::prev(lanes.end());
        }
        found->requests.push_back(each);
    }
    if (lanes.size() > most_lanes) lanes.resize(most_lanes);
    return lanes;
}

std::string bar(std::string_view which, double from_ms, double to_ms, double y, double height,
                const scale& time) {
    if (to_ms <= from_ms) return {};
    return fmt::format(R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.0f}"/>)", which,
                       bars_left + time.at(from_ms / 1e3), y, std::max(0.1, time.at((to_ms - from_ms) / 1e3)),
                       height);
}

// `not_before`: its wait for a turn is over in a row where the turn before it was another's.
std::string bars_of(const compare::request& each, double not_before, double y, const scale& time) {
    using compare::phase_times;
    constexpr std::array drawn{&phase_times::blocked, &phase_times::dns,  &phase_times::connect,
                               &phase_times::ssl,     &phase_times::send, &phase_times::wait,
                               &phase_times::receive};
    std::string svg;
    if (each.ideal_ms)
        svg +=
            bar("i", work_begin_of(each), work_begin_of(each) + *each.ideal_ms, y + 1, lane_height - 2, time);
    double from = each.start_ms;
    for (const auto& [name, phase] : compare::phase_names) {
        if (std::ranges::find(drawn, phase) == drawn.end()) continue;
        const bool has_ssl = phase == &phase_times::connect;
        const double length = each.timings.*phase - (has_ssl ? each.timings.ssl : 0);
        const bool is_thin = phase == &phase_times::blocked;
        svg += bar(name, std::max(from, not_before), from + length, y + (is_thin ? 7 : 4), is_thin ? 4 : 10,
                   time);
        from += length;
    }
    return svg;
}

std::string lane_svg(const lane& of, double y, const scale& time) {
    auto svg = svg_text("n q", bars_left - 6, y + 13, of.connection ? std::to_string(*of.connection) : "–");
    double not_before = -1e12;
    for (std::size_t place = 0; place < of.requests.size(); ++place) {
        const auto& each = *of.requests[place];
        const bool is_good = each.outcome == "ok";
        svg += fmt::format("<g><title>{}: {}, {}</title>", xml_text(each.code), xml_text(each.outcome),
                           compare::format_seconds(each.timings.total / 1e3)) +
               bars_of(each, not_before, y, time) + "</g>\n";
        not_before = end_of(each);
        const double x = bars_left + time.at(not_before / 1e3);
        const bool is_last = place + 1 == of.requests.size();
        if (is_last || bars_left + time.at(work_begin_of(*of.requests[place + 1]) / 1e3) > x + label_room)
            svg += svg_text(is_good ? "" : "bad", x + 4, y + 13, is_good ? cut(each.code, 6) : "✗");
    }
    return svg;
}

std::string time_grid(const scale& time, double bottom) {
    std::string svg;
    for (const double at : time.ticks()) {
        const double x = bars_left + time.at(at);
        svg += fmt::format("<path class=\"g\" d=\"M{:.1f} {}V{}\"/>\n", x, bars_top, bottom) +
               svg_text("h q", x, bottom + 18, tick_text(at, time));
    }
    return svg;
}

std::string limit_mark(const compare::variant& of, const scale& time, double bottom) {
    if (!of.limit) return {};
    const double x = bars_left + time.at(of.limit->seconds);
    return fmt::format("<path class=\"l\" d=\"M{:.1f} {}V{}\"/>\n", x, bars_top - 6, bottom) +
           svg_text("h", x, bars_top - 10, "limit " + compare::format_seconds(of.limit->seconds));
}

// A coloured square and a word for each phase that took time.
std::string legend(const compare::waterfall& run) {
    std::string svg;
    double x = 12;
    for (const auto& [name, phase] : compare::phase_names) {
        if (phase == &compare::phase_times::total || phase == &compare::phase_times::redirect) continue;
        double longest = 0;
        for (const auto& each : run.requests)
            longest = std::max(longest, each.timings.*phase);
        if (longest <= 0) continue;
        svg += fmt::format(R"(<rect class="{}" x="{}" y="37" width="10" height="10"/>)", name, x) +
               svg_text("q", x + 14, 46, name);
        x += 26 + 8 * static_cast<double>(width_of(name));
    }
    return svg;
}

} // namespace

std::string waterfall_svg(const compare::matrix_row& row) {
    const auto& of = row.result.variants.front();
    if (!of.median_run || of.median_run->requests.empty())
        throw usage_error(row.name + ", " + of.name +
                          ": none of its requests is known, so they cannot be drawn");
    const auto& run = *of.median_run;
    const auto lanes = lanes_of(run);
    double longest = std::max(run.wall_s, of.limit ? of.limit->seconds : 0);
    for (const auto& each : run.requests)
        longest = std::max(longest, end_of(each) / 1e3);
    const scale time{.most = std::max(longest, 1e-3), .length = bars_right - bars_left};
    const double bottom = bars_top + lane_height * static_cast<double>(lanes.size());
    auto svg = svg_head(waterfall_width, static_cast<int>(bottom) + 48,
                        row.name + ", " + of.name + ": requests by connection");
    svg +=
        svg_text("b", 12, 22, cut(name_in_picture(row) + ", " + of.name + ": a row for each connection", 90));
    svg += legend(run) + time_grid(time, bottom) + limit_mark(of, time, bottom);
    for (std::size_t place = 0; place < lanes.size(); ++place)
        svg += lane_svg(lanes[place], bars_top + lane_height * static_cast<double>(place), time);
    return svg + svg_text("h q", (bars_left + bars_right) / 2, bottom + 38, "since the program was started") +
           "</svg>\n";
}

} // namespace flags::report
