// A row of a window's time series as JSON, written and read.
#pragma once

#include "compare/run.hpp"
#include "report/json_value.hpp"

#include <nlohmann/json_fwd.hpp>

namespace flags::report {

/// `ms`, `why` (the name of a window::reason), requests (`in_flight`, `at_once`), bytes (`window_bytes`, `open_bytes`,
/// `answer_bytes`), `rate_bps`, and the times `round_trip_ms`, `queue_allowed_ms`, `queue_seen_ms`, `server_time_ms`. What is
/// not known is 0.
[[nodiscard]] nlohmann::ordered_json to_json(const compare::window_row& row);

/// Errors: usage_error with a sentence that names the field.
[[nodiscard]] compare::window_row read_window_row(const json_value& from);

} // namespace flags::report
