// A comparison for a terminal.
#pragma once

#include "compare/comparison.hpp"

#include <string>

namespace flags::report {

/// What was compared and where, a line for each variant, the first failure of each, then the sentence.
[[nodiscard]] std::string to_text(const compare::comparison& told);

} // namespace flags::report
