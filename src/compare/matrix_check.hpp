// What is demanded of a matrix, so that a script learns whether it holds.
#pragma once

#include "compare/matrix.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flags::compare {

enum class metric : unsigned char {
    efficiency, ///< the share of the limit, 0 to 1
    median,     ///< seconds
    dropped,    ///< packets in a run
    failures,   ///< runs that do not count
    slowdown,   ///< how many times as long as in an older matrix: the lower end of the interval
};

/// A condition under which a matrix is refused.
struct matrix_check {
    std::string text{};      ///< as it was given
    std::string condition{}; ///< empty: all of them
    std::string variant{};
    metric what = metric::efficiency;
    bool below = true; ///< else above
    double bound = 0;
};

/// "auto.efficiency<0.8", "fast-4g:8.median>0.5": [CONDITION:]VARIANT.METRIC, < or >, a number. VARIANT is a name, or its number
/// of requests at once. None for any other text.
[[nodiscard]] std::optional<matrix_check> parse_check(std::string_view text);

/// One sentence for each cell that meets the condition. Invalid rows are left out: nothing may be concluded of them.
/// Errors: usage_error when no cell is meant, or none has this figure: such a check would hold for ever.
[[nodiscard]] std::vector<std::string> breaches_of(const matrix_check& check, const matrix& result,
                                                   const matrix* older);

/// The comparison of one condition with one variant: of the cell "CONDITION:VARIANT", with a variant as a check names it.
/// Errors: usage_error when there is no such cell.
[[nodiscard]] comparison cell_alone(const matrix& result, std::string_view cell);

/// A cell in two matrices.
struct change {
    std::string cell{};  ///< "fast-4g, concurrent-8"
    estimate times{};    ///< as long as before
    bool is_sure = true; ///< enough runs, and the interval is without 1
};

/// All cells that both have, by name, and that have a median in both, in the order of `now`.
[[nodiscard]] std::vector<change> changes_since(const matrix& older, const matrix& now);

} // namespace flags::compare
