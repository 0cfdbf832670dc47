// What a comparison means, in plain words.
#pragma once

#include "compare/comparison.hpp"

#include <string>

namespace flags::compare {

/// A few sentences: how much faster flags is than the first variant, how near to its limit and what sets that limit, how many
/// connections help, what a full queue dropped where that explains the time, and how each peer does. A difference whose
/// interval contains 1 "may be chance".
[[nodiscard]] std::string sentence_of(const comparison& result);

} // namespace flags::compare
