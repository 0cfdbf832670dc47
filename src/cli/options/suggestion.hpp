// "Did you mean": what is near to a word that is not known.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flags::cli {

/// Those of `known` that `word` may be a slip of, in any case: the fewest letters wrong, missing, too many or swapped (at
/// most a third of them), or else those of which one part between hyphens is how `word` begins ("satellite": "geo-sat").
[[nodiscard]] std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

/// "; did you mean 2g, 3g or 4g?", or nothing when nothing is near, or too much.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

} // namespace flags::cli
