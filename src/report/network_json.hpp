// What a network was like and what became of its packets, as JSON. Times are milliseconds, rates bit/s; what has no limit
// is null.
#pragma once

#include "netlab/conditions.hpp"
#include "netlab/ferry.hpp"
#include "netlab/path_probe.hpp"

#include <nlohmann/json_fwd.hpp>

#include <span>

namespace flags::report {

/// `text` (netlab::describe) and each value.
[[nodiscard]] nlohmann::ordered_json to_json(const netlab::conditions& path);

/// `congestion_control`, `late_ms`, what became of the `packets` `up` and `down`, and the `probes` before and after, where
/// what was not measured is null.
[[nodiscard]] nlohmann::ordered_json to_json(const netlab::conditions& path, const netlab::ferry_log& log,
                                             std::span<const netlab::path_probe> probes);

} // namespace flags::report
