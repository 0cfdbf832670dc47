// Whether the path was what it said, so that something may be concluded from a measurement on it.
#pragma once

#include "netlab/conditions.hpp"
#include "netlab/ferry.hpp"

#include <string>
#include <vector>

namespace flags::netlab {

/// Why nothing may be concluded, one sentence each; none when everything was as the conditions say.
/// Units/limits: packets handed over late, at the 99th percentile, by more than 1 ms or 2 % of the round trip,
/// whichever is more; packets dropped because the ferry could not keep up.
[[nodiscard]] std::vector<std::string> why_invalid(const conditions& path, const ferry_log& log);

} // namespace flags::netlab
