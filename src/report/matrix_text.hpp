// A matrix for a terminal.
#pragma once

#include "compare/matrix.hpp"
#include "compare/matrix_check.hpp"
#include "report/comparison_text.hpp"

#include <span>
#include <string>
#include <vector>

namespace flags::report {

/// The columns of a matrix: the names of its variants, each once, in the order in which the rows have them.
[[nodiscard]] std::vector<std::string> columns_of(const compare::matrix& result);

/// "seq", "keep", "8", "all", "auto", or a peer's name: how a column is headed.
[[nodiscard]] std::string heading_of_column(const compare::matrix& result, const std::string& variant);

/// The variant of this name; null when the row has none.
[[nodiscard]] const compare::variant* cell_of(const compare::matrix_row& row, const std::string& variant);

/// What a cell says: its share of the limit in percent, or where there is no limit its share of the fastest one's speed.
[[nodiscard]] std::optional<double> share_in(const compare::matrix_row& row, const compare::variant& each);

/// A heat map, conditions down and variants across: each cell is share_in() in percent, on a ground from red to green where there
/// is colour; the best of a row is marked by "*". Then a sentence for each condition, what was assumed, and what was left out. It fits the columns:
/// where these are few, names are cut and the last variants left out.
[[nodiscard]] std::string to_text(const compare::matrix& result, const text_style& style = {});

/// What has changed: the sure changes, largest first, and how many cells have not.
[[nodiscard]] std::string to_text(std::span<const compare::change> changes, const text_style& style = {});

} // namespace flags::report
