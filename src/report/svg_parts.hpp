// What the pictures have in common: colours, head, text, an axis of time.
#pragma once

#include "compare/matrix.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace flags::report {

/// Text of others between tags or in quotes.
[[nodiscard]] std::string xml_text(std::string_view text);

/// The beginning of a picture, whose `label` a screen reader says: colours for light and dark, and a ground of its own, since the page
/// around it may be dark where the screen is light.
[[nodiscard]] std::string svg_head(int width, int height, std::string_view label);

/// A line of text; of the classes "n" ends at x, "h" has its middle there, "q" is quiet.
[[nodiscard]] std::string svg_text(std::string_view classes, double x, double y, std::string_view text);

/// Its name, and INVALID when it is so.
[[nodiscard]] std::string name_in_picture(const compare::matrix_row& row);

/// A scale from 0 to `most`, which `length` pixels show.
struct scale {
    double most = 1;
    double length = 1;

    [[nodiscard]] double at(double value) const { return value / most * length; }
    /// 1, 2 or 5 and zeros, so that some five of them fit.
    [[nodiscard]] double step() const;
    /// 0 and every step up to `most`; no step is smaller than `least_step`.
    [[nodiscard]] std::vector<double> ticks(double least_step = 0) const;
};

/// "250 ms", "1.5 s": as the whole axis, in one unit.
[[nodiscard]] std::string tick_text(double seconds, const scale& of);

} // namespace flags::report
