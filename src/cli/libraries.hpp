// The libraries that the program runs with.
#pragma once

#include "cli/diagnosis.hpp"

#include <vector>

namespace flags::cli {

/// For each library its version as it runs, that of its headers where it is another, and whether it is a part of the
/// program: then its security updates take a new build.
[[nodiscard]] std::vector<diagnosis_row> libraries();

} // namespace flags::cli
