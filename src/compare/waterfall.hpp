// The requests of one run of flags, for a picture of where its time went.
#pragma once

#include "compare/bounds.hpp"
#include "compare/lab_visit.hpp"
#include "compare/run.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace flags::compare {

/// The embedded server sends at least so much before a flag: status, date, length, type and validators have 182 bytes.
inline constexpr std::size_t header_bytes = 180;

/// `measured` has a report. `ideal_ms` is set where `network` is known and the request brought its flag.
[[nodiscard]] waterfall waterfall_of(const sample& measured, const std::optional<path>& network,
                                     const work& what);

/// What `lab` recorded while the run was made, in some 200 rows at most.
[[nodiscard]] std::vector<path_row> path_during(const sample& measured, const lab_result& lab);

} // namespace flags::compare
