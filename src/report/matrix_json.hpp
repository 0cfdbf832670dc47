// A matrix as JSON, schema 1: a list of comparisons.
#pragma once

#include "compare/matrix.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace flags::report {

inline constexpr int matrix_schema = 1;

/// `conditions` in order, each with its `name`, its `sentence`, its `least_time_s` and its `comparison` (comparison_json.hpp) with
/// every sample; what was `left_out` for want of time.
[[nodiscard]] nlohmann::ordered_json to_json(const compare::matrix& result);

/// The same as text. Bytes that are not UTF-8 are replaced, so it is always JSON.
[[nodiscard]] std::string to_json_text(const compare::matrix& result);

/// The same again. Errors: usage_error with a sentence that names the first field that is missing or wrong.
[[nodiscard]] compare::matrix matrix_from_json(const nlohmann::ordered_json& document);

} // namespace flags::report
