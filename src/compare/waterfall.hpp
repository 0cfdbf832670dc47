// The requests of one run of flags, for a picture of where its time went.
#pragma once

#include "compare/bounds.hpp"
#include "compare/comparison.hpp"

#include <nlohmann/json_fwd.hpp>

namespace flags::compare {

/// Of a run as take_samples tells it, with flags' own report: `block`, `wall_s`, and `flags`, every request in the order in
/// which they began: `start_ms` since the program was started, `connection` (1, 2, 3 for local ports in order of their
/// first request), timings, and `ideal_ms`, the least time for it on the network of `facts` (null when that is not known, or
/// the request brought no flag).
/// Errors: nlohmann::json::exception when `sample` is something else.
[[nodiscard]] nlohmann::ordered_json waterfall_of(const nlohmann::ordered_json& sample,
                                                  const comparison_facts& facts, const work& what);

} // namespace flags::compare
