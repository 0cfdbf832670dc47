// Times to the left, packets to the right, requests at once below.
#include "compare/numbers.hpp"
#include "report/matrix_svg.hpp"
#include "report/svg_parts.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace flags::report {
namespace {

constexpr int curve_width = 640;
constexpr int curve_height = 380;
constexpr double area_left = 72;
constexpr double area_right = 560;
constexpr double area_top = 76;
constexpr double area_bottom = 320;

using drawn_cells = std::vector<const compare::variant*>;

// In the order of their numbers.
drawn_cells cells_of(const compare::matrix_row& row) {
    drawn_cells all;
    for (const auto& each : row.result.variants)
        if (each.number && each.median) all.push_back(&each);
    std::ranges::sort(all, {}, [](const auto* each) {
        return std::tuple(each->number->automatic, each->number->most, each);
    });
    return all;
}

struct curve {
    drawn_cells shown{};
    scale time{};
    scale drops{};

    [[nodiscard]] double x(std::size_t place) const {
        const double each =
            (area_right - area_left) / static_cast<double>(std::max<std::size_t>(1, shown.size()));
        return area_left + each * (static_cast<double>(place) + 0.5);
    }
    [[nodiscard]] double y(double seconds) const { return area_bottom - time.at(seconds); }
};

double drops_of(const compare::variant& each) { return dropped_in_a_run(each).value_or(0); }

curve curve_of(const compare::matrix_row& row) {
    constexpr double height = area_bottom - area_top;
    curve result{.shown = cells_of(row)};
    double longest = least_time(row.result).value_or(0);
    double most_drops = 0;
    for (const auto* const each : result.shown) {
        longest = std::max(longest, each->median->confidence.high);
        most_drops = std::max(most_drops, drops_of(*each));
    }
    result.time = {.most = 1.05 * std::max(longest, 1e-3), .length = height};
    result.drops = {.most = 1.05 * most_drops, .length = height};
    return result;
}

std::string line_across(const char* which, double y) {
    return fmt::format("<path class=\"{}\" d=\"M{} {:.1f}H{}\"/>\n", which, area_left, y, area_right);
}

std::string time_axis(const curve& of) {
    std::string svg;
    for (const double at : of.time.ticks())
        svg +=
            line_across("g", of.y(at)) + svg_text("n q", area_left - 6, of.y(at) + 4, tick_text(at, of.time));
    return svg;
}

std::string drops_axis(const curve& of) {
    if (of.drops.most <= 0) return {};
    std::string svg;
    for (const double at : of.drops.ticks(1))
        svg += svg_text("q", area_right + 6, area_bottom - of.drops.at(at) + 4, fmt::format("{:.0f}", at));
    for (std::size_t place = 0; place < of.shown.size(); ++place)
        if (const double height = of.drops.at(drops_of(*of.shown[place])); height > 0)
            svg +=
                fmt::format("<rect class=\"d\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"12\" height=\"{:.1f}\"/>\n",
                            of.x(place) + 8, area_bottom - height, height);
    return svg;
}

std::string limit_line(const compare::matrix_row& row, const curve& of) {
    const auto least = least_time(row.result);
    if (!least) return {};
    return line_across("l", of.y(*least)) +
           svg_text("", area_left + 6, of.y(*least) + 16, "limit " + compare::format_seconds(*least));
}

// What finds its number out itself is no step of the line.
std::string medians(const curve& of) {
    std::string line;
    std::string points;
    for (std::size_t place = 0; place < of.shown.size(); ++place) {
        const auto& each = *of.shown[place];
        const auto [value, confidence] = *each.median;
        const double x = of.x(place);
        if (!each.number->automatic)
            line += fmt::format("{}{:.1f} {:.1f}", line.empty() ? 'M' : 'L', x, of.y(value));
        points +=
            fmt::format("<g><title>{}: {}, {} to {}</title><path class=\"v\" d=\"M{:.1f} {:.1f}h10m-5 "
                        "0V{:.1f}m-5 0h10\"/>"
                        "<circle class=\"w\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/></g>\n",
                        xml_text(each.name), compare::format_seconds(value),
                        compare::format_seconds(confidence.low), compare::format_seconds(confidence.high),
                        x - 5, of.y(confidence.low), of.y(confidence.high), x, of.y(value));
        points += svg_text("h q", x, area_bottom + 18, compare::show(*each.number));
    }
    return fmt::format("<path class=\"v\" d=\"{}\"/>\n", line) + points;
}

} // namespace

std::string curve_svg(const compare::matrix_row& row) {
    const auto of = curve_of(row);
    auto svg = svg_head(curve_width, curve_height, row.name + ": time by requests at once");
    svg += svg_text("b", 12, 22, cut(name_in_picture(row) + ": time by requests at once", 70));
    if (row.result.what.lab) svg += svg_text("q", 12, 42, cut(describe(row.result.what.lab->path), 85));
    svg += svg_text("q", 12, 62, "medians of whole runs with 95 % intervals");
    if (of.drops.most > 0) svg += svg_text("n q", curve_width - 12, 62, "bars: packets dropped in a run");
    svg += time_axis(of) + drops_axis(of) + limit_line(row, of) + medians(of);
    return svg + svg_text("h q", (area_left + area_right) / 2, area_bottom + 42, "requests at once") +
           "</svg>\n";
}

} // namespace flags::report
