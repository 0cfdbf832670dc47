// What a network was like and what became of its packets, as JSON. Times are milliseconds, rates bit/s; what has no limit
// is null.
#pragma once

#include "compare/lab_visit.hpp"
#include "netlab/conditions.hpp"

#include <nlohmann/json_fwd.hpp>

namespace flags::report {

/// `text` (netlab::describe) and each value; of the further conditions those that add something.
[[nodiscard]] nlohmann::ordered_json to_json(const netlab::conditions& path);

/// `congestion_control`, `late_ms`, what became of the `packets` `up` and `down`, the `probes` before and after, where what was
/// not measured is null, and `retransmissions`.
[[nodiscard]] nlohmann::ordered_json to_json(const netlab::conditions& path,
                                             const compare::lab_result& result);

} // namespace flags::report
