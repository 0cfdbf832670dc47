// Numbers have one decimal of a pixel.
#include "report/svg_parts.hpp"

#include "report/escaped.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace flags::report {
namespace {

// p: ground, c: digits of a cell, b: bold, f: frame, g: grid, l: limit, v: median, w: interval, d: drops, i: least time of a request;
// those of phases are the page's.
constexpr std::string_view style =
    "<style>.p{fill:#fff;stroke:#dde1e6}text{font:13px system-ui,sans-serif;fill:#1b1f24}"
    ".n{text-anchor:end}.c,.h{text-anchor:middle}.c{fill:#fff;font-variant-numeric:tabular-nums}.b{font-"
    "weight:700}.q{fill:#5b6570}"
    ".f{fill:none;stroke:#1b1f24;stroke-width:2}.g{stroke:#dde1e6}.l{stroke:#1b1f24;stroke-dasharray:4 3}"
    ".v{fill:none;stroke:#1a73d0;stroke-width:2}.w{fill:#1a73d0;stroke:#1a73d0;stroke-width:2}.d{fill:#"
    "f0871a}.i{fill:#1b1f2426}"
    ".blocked{fill:#9aa0a6}.dns{fill:#159588}.connect{fill:#f0871a}.ssl{fill:#b44ac0}.send{fill:#d6b400}."
    "wait{fill:#2e9e44}"
    ".receive{fill:#1a73d0}.bad{fill:#b3261e}"
    "@media(prefers-color-scheme:dark){.p{fill:#14171c;stroke:#363d47}text{fill:#e8eaed}.c{fill:#fff}.q{fill:"
    "#a3adb8}"
    ".f{stroke:#e8eaed}.g{stroke:#363d47}.l{stroke:#e8eaed}.v{stroke:#5aa9f5}.w{fill:#5aa9f5;stroke:#5aa9f5}."
    "d{fill:#ff9d3c}"
    ".i{fill:#e8eaed2e}.blocked{fill:#80868b}.dns{fill:#2bbfae}.connect{fill:#ff9d3c}.ssl{fill:#d07adb}.send{"
    "fill:#f0d13c}"
    ".wait{fill:#52c46a}.receive{fill:#5aa9f5}.bad{fill:#ff8a80}}</style>\n";

} // namespace

std::string xml_text(std::string_view text) {
    return escaped(text, "<>&\"'", [](char c) { return fmt::format("&#{};", static_cast<int>(c)); });
}

std::string svg_head(int width, int height, std::string_view label) {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
        "role=\"img\" aria-label=\"{2}\">\n{3}<path class=\"p\" d=\"M.5 .5H{4}V{5}H.5Z\"/>\n",
        width, height, xml_text(label), style, width - 0.5, height - 0.5);
}

std::string svg_text(std::string_view classes, double x, double y, std::string_view text) {
    const auto named = classes.empty() ? std::string() : fmt::format(" class=\"{}\"", classes);
    return fmt::format("<text{} x=\"{:.6g}\" y=\"{:.6g}\">{}</text>\n", named, std::round(10 * x) / 10,
                       std::round(10 * y) / 10, xml_text(text));
}

std::string name_in_picture(const compare::matrix_row& row) {
    return row.result.is_valid() ? row.name : row.name + " INVALID";
}

double scale::step() const {
    const double unit = std::pow(10, std::floor(std::log10(most / 5)));
    for (const double times : {1, 2, 5})
        if (most / (times * unit) <= 6) return times * unit;
    return 10 * unit;
}

std::vector<double> scale::ticks(double least_step) const {
    const double each = std::max(step(), least_step);
    std::vector<double> all(static_cast<std::size_t>(most / each) + 1);
    for (std::size_t place = 0; place < all.size(); ++place)
        all[place] = static_cast<double>(place) * each;
    return all;
}

std::string tick_text(double seconds, const scale& of) {
    return of.most < 2 ? fmt::format("{:.6g} ms", 1e3 * seconds) : fmt::format("{:.6g} s", seconds);
}

} // namespace flags::report
