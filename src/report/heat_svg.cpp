// Cells are dark enough for white digits, on a light ground and on a dark one.
#include "compare/numbers.hpp"
#include "report/matrix_svg.hpp"
#include "report/matrix_text.hpp"
#include "report/svg_parts.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace flags::report {
namespace {

constexpr int cell_width = 48;
constexpr int cell_height = 26;
constexpr int heat_top = 52;

// From red to green, dark enough for white digits (contrast of 4.5 and more).
std::string svg_ground(double share) {
    const double hue = 120 * std::clamp(share, 0.0, 1.0);
    return fmt::format("hsl({:.0f},60%,{:.0f}%)", hue, 36 - 10 * std::clamp(share, 0.0, 1.0));
}

std::string svg_cell(const compare::matrix_row& row, const std::string& column, int x, int y) {
    const auto* const each = cell_of(row, column);
    const auto share = each == nullptr ? std::nullopt : share_in(row, *each);
    if (!share)
        return fmt::format("<text class=\"h q\" x=\"{}\" y=\"{}\">–</text>\n", x + cell_width / 2, y + 18);
    const bool is_best = each == compare::fastest_mode(row.result.variants);
    return fmt::format(
        "<g><title>{}, {}: {}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"{}/>"
        "<text class=\"c{}\" x=\"{}\" y=\"{}\">{:.0f}</text></g>\n",
        xml_text(row.name), xml_text(column), compare::format_seconds(each->median->value), x + 1, y + 1,
        cell_width - 2, cell_height - 2, svg_ground(*share),
        is_best ? R"( class="f" style="fill:)" + svg_ground(*share) + "\"" : "", is_best ? " b" : "",
        x + cell_width / 2, y + 18, 100 * *share);
}

} // namespace

std::string to_svg(const compare::matrix& results) {
    const auto all = columns_of(results);
    std::size_t longest = 0;
    for (const auto& row : results.rows)
        longest = std::max(longest, width_of(name_in_picture(row)));
    const int left = 24 + 8 * static_cast<int>(std::min<std::size_t>(longest, 40));
    const int width = left + cell_width * static_cast<int>(all.size()) + 12;
    const int height = heat_top + cell_height * static_cast<int>(results.rows.size()) + 12;
    auto svg = svg_head(width, height, "Share of the limit in percent, by network and requests at once");
    svg += svg_text("", 12, 20, "Share of the limit in %, by requests at once");
    constexpr int half_cell = cell_width / 2;
    for (std::size_t column = 0; column < all.size(); ++column)
        svg += svg_text("h q", left + cell_width * static_cast<int>(column) + half_cell, 44,
                        cut(heading_of_column(results, all[column]), 7));
    int y = heat_top;
    for (const auto& row : results.rows) {
        svg += svg_text("n", left - 8, y + 18, cut(name_in_picture(row), 40));
        for (std::size_t column = 0; column < all.size(); ++column)
            svg += svg_cell(row, all[column], left + cell_width * static_cast<int>(column), y);
        y += cell_height;
    }
    return svg + "</svg>\n";
}

} // namespace flags::report
