// Pictures of a matrix, for slides: SVG without scripts, legible in light and dark, what others named as text.
#pragma once

#include "compare/matrix.hpp"

#include <string>

namespace flags::report {

/// The heat map: conditions down, variants across, each cell its share of the limit in percent; the best of a row has a frame.
[[nodiscard]] std::string to_svg(const compare::matrix& results);

/// The time of one condition by requests at once: medians with their 95 % intervals, the limit as a line, and as bars with an axis of
/// their own the packets that the queue dropped in a run. An automatic number stands behind the others, apart from their line.
[[nodiscard]] std::string curve_svg(const compare::matrix_row& row);

/// The requests of the first variant's median run, a row for each connection: what took the time, and pale behind it the least that
/// the network allows for each request; the limit as a line.
/// Units/limits: the first 60 rows.
/// Errors: usage_error when it has no requests (a peer, or none of its runs succeeded).
[[nodiscard]] std::string waterfall_svg(const compare::matrix_row& row);

} // namespace flags::report
