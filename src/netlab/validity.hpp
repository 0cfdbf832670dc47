// Whether the path was as configured, so that a measurement on it is valid.
#pragma once

#include "netlab/conditions.hpp"
#include "netlab/ferry.hpp"
#include "netlab/path_probe.hpp"

#include <span>
#include <string>
#include <vector>

namespace flags::netlab {

/// Why a measurement is invalid, one sentence for each reason; none when the path was as the conditions say.
/// Units/limits: packets sent on late, at the 99th percentile, by more than 1 ms or 2 % of the round trip,
/// whichever is more; packets dropped because the ferry could not keep up; a probe whose round trip or train of
/// packets is off by more than 3 %, or 1 ms where that is more: the round trip cannot be promised better (timers and
/// interrupts of a shared machine), and a train of 100 ms has 3 %. Jitter is allowed for in full, and so is the longest
/// pause of a rate that varies. A probe without a round trip, or without the train of a direction that has a rate, is
/// wrong unless the path loses packets.
[[nodiscard]] std::vector<std::string> why_invalid(const conditions& path, const ferry_log& log,
                                                   std::span<const path_probe> probes);

} // namespace flags::netlab
