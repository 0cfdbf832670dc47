// What others named is escaped as each form asks.
#include "report/matrix_tables.hpp"

#include "base/controls.hpp"
#include "compare/numbers.hpp"
#include "report/matrix_text.hpp"
#include "report/text_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <string_view>

namespace flags::report {
namespace {

// Each character of `special` becomes what `replace` makes of it.
template <class Replace>
std::string escaped(std::string_view text, std::string_view special, Replace replace) {
    std::string result;
    for (const char c : without_controls(std::string(text)))
        if (special.contains(c))
            result += replace(c);
        else
            result += c;
    return result;
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    return '"' + escaped(text, "\"", [](char) { return "\"\""; }) + '"';
}

std::string markdown_text(const std::string& text) {
    return escaped(text, "\\`*_[]<>|&", [](char c) { return std::string("\\") + c; });
}

std::string xml_text(const std::string& text) {
    return escaped(text, "<>&\"'", [](char c) { return fmt::format("&#{};", static_cast<int>(c)); });
}

template <class Value>
std::string or_empty(const std::optional<Value>& value) {
    return value ? fmt::format("{}", *value) : "";
}

void add_csv_lines(std::string& csv, const compare::matrix_row& row, const compare::variant& each) {
    const auto number = each.number ? compare::show(*each.number) : "";
    for (const auto& run : each.runs)
        csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\r\n", csv_field(row.name),
                           csv_field(each.name), number, run.block, run.position, run.wall_s, run.cpu_s,
                           or_empty(run.connections), or_empty(run.dropped), or_empty(least_time(row.result)),
                           row.result.is_valid() ? "true" : "false", csv_field(run.failure));
}

std::string markdown_cell(const compare::matrix_row& row, const std::string& column) {
    const auto* const each = cell_of(row, column);
    const auto share = each == nullptr ? std::nullopt : share_in(row, *each);
    if (!share) return "–";
    const auto text = fmt::format("{:.0f}", 100 * *share);
    return each == compare::fastest_mode(row.result.variants) ? "**" + text + "**" : text;
}

constexpr std::string_view svg_style =
    "<style>.p{fill:#fff;stroke:#dde1e6}text{font:13px "
    "system-ui,sans-serif;fill:#1b1f24}.n{text-anchor:end}.c,.h{text-anchor:middle}"
    ".c{fill:#fff;font-variant-numeric:tabular-nums}.b{font-weight:700}.q{fill:#5b6570}"
    ".f{fill:none;stroke:#1b1f24;stroke-width:2}"
    "@media(prefers-color-scheme:dark){.p{fill:#14171c;stroke:#363d47}text{fill:#e8eaed}.c{fill:#fff}.q{fill:"
    "#a3adb8}.f{stroke:#e8eaed}}</"
    "style>\n";

constexpr int cell_width = 48;
constexpr int cell_height = 26;
constexpr int heat_top = 52;

// From red to green, dark enough for white digits (contrast of 4.5 and more).
std::string svg_ground(double share) {
    const double hue = 120 * std::clamp(share, 0.0, 1.0);
    return fmt::format("hsl({:.0f},60%,{:.0f}%)", hue, 36 - 10 * std::clamp(share, 0.0, 1.0));
}

std::string row_name(const compare::matrix_row& row) {
    return row.result.is_valid() ? row.name : row.name + " INVALID";
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

std::string to_csv(const compare::matrix& results) {
    std::string csv =
        "condition,variant,at_once,block,position,wall_s,cpu_s,connections,dropped,least_time_s,"
        "valid,failure\r\n";
    for (const auto& row : results.rows)
        for (const auto& each : row.result.variants)
            add_csv_lines(csv, row, each);
    return csv;
}

std::string to_markdown(const compare::matrix& results) {
    const auto all = columns_of(results);
    std::string head = "| share of the limit, % |";
    std::string rule = "|---|";
    for (const auto& each : all) {
        head += " " + markdown_text(heading_of_column(results, each)) + " |";
        rule += "--:|";
    }
    auto text = head + '\n' + rule + '\n';
    for (const auto& row : results.rows) {
        text += "| " + markdown_text(row.name) + " |";
        for (const auto& each : all)
            text += " " + markdown_cell(row, each) + " |";
        text += '\n';
    }
    text += '\n';
    for (const auto& row : results.rows)
        text += "- " + markdown_text(sentence_of(row)) + '\n';
    if (const auto assumed = assumed_in(results); !assumed.empty())
        text += "- " + markdown_text(assumed) + '\n';
    return text;
}

std::string to_svg(const compare::matrix& results) {
    const auto all = columns_of(results);
    std::size_t longest = 0;
    for (const auto& row : results.rows)
        longest = std::max(longest, width_of(row_name(row)));
    const int left = 24 + 8 * static_cast<int>(std::min<std::size_t>(longest, 40));
    const int width = left + cell_width * static_cast<int>(all.size()) + 12;
    const int height = heat_top + cell_height * static_cast<int>(results.rows.size()) + 12;
    auto svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
        "role=\"img\" aria-label=\"Share of the limit in percent, by network and requests at once\">\n",
        width, height);
    svg += svg_style;
    // A ground of its own: the page around it may be dark where the screen is light.
    svg += fmt::format("<path class=\"p\" d=\"M.5 .5H{}V{}H.5Z\"/>\n", width - 0.5, height - 0.5);
    svg += "<text x=\"12\" y=\"20\">Share of the limit in %, by requests at once</text>\n";
    for (std::size_t column = 0; column < all.size(); ++column)
        svg += fmt::format("<text class=\"h q\" x=\"{}\" y=\"44\">{}</text>\n",
                           left + cell_width * static_cast<int>(column) + cell_width / 2,
                           xml_text(cut(heading_of_column(results, all[column]), 7)));
    int y = heat_top;
    for (const auto& row : results.rows) {
        svg += fmt::format("<text class=\"n\" x=\"{}\" y=\"{}\">{}</text>\n", left - 8, y + 18,
                           xml_text(cut(row_name(row), 40)));
        for (std::size_t column = 0; column < all.size(); ++column)
            svg += svg_cell(row, all[column], left + cell_width * static_cast<int>(column), y);
        y += cell_height;
    }
    return svg + "</svg>\n";
}

} // namespace flags::report
