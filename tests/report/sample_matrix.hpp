// A matrix made by the program's own code from made-up runs.
#pragma once

#include "compare/matrix.hpp"

namespace flags::test {

/// Three networks: fast-4g, whose queue overflows with many requests at once; 3g, for which sequential runs had no time; and
/// cable, INVALID. Variants are sequential-like ones, 1, 4, all 20 and auto. The same in every call.
[[nodiscard]] compare::matrix sample_matrix();

} // namespace flags::test
