// What was under way in a run as JSON, written and read.
#pragma once

#include "compare/run.hpp"
#include "report/json_value.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace flags::report {

/// Columns of equal length, since there are many rows: `ms`, `in_flight_bytes`, `queue_bytes`, `dropped`.
[[nodiscard]] nlohmann::ordered_json path_json(const std::vector<compare::path_row>& rows);

/// Errors: usage_error with a sentence that names the field.
[[nodiscard]] std::vector<compare::path_row> read_path(const json_value& from);

} // namespace flags::report
