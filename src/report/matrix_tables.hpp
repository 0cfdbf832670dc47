// A matrix as text for other programs: CSV, Markdown.
#pragma once

#include "compare/matrix.hpp"

#include <string>

namespace flags::report {

/// CSV (RFC 4180): a head, then a line for each run, with its condition, variant, number of requests at once, and figures. What is
/// not known is empty.
[[nodiscard]] std::string to_csv(const compare::matrix& result);

/// The heat map as a table of GitHub's Markdown, the best of each row in bold, and the sentences as a list.
[[nodiscard]] std::string to_markdown(const compare::matrix& result);

} // namespace flags::report
