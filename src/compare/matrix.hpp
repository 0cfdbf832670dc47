// Conditions × variants: one comparison for each condition, and what they say of how many requests at once are best.
#pragma once

#include "compare/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

namespace flags::compare {

struct matrix_row {
    std::string name{}; ///< of the condition: "fast-4g", "rtt=50ms"
    comparison result{};
};

struct matrix {
    std::string version{}; ///< of flags
    std::vector<matrix_row> rows{};
    /// Conditions and variants for which there was no time: "geo-sat", "geo-sat, sequential".
    std::vector<std::string> left_out{};
};

/// The least time on this network, however many requests are made at once; none where it is not known.
[[nodiscard]] std::optional<double> least_time(const comparison& result);

/// least_time() divided by the median: the share of what is possible. Unlike efficiency() it is held against the same time for
/// every variant of a condition.
[[nodiscard]] std::optional<double> share_of(const comparison& result, const variant& each);

/// Which numbers of requests at once are best: from `fewest` on, whose interval is the first one that overlaps the fastest
/// one's, up to `most`, the last one in a row whose interval does. Automatic numbers take no part.
/// Lifetime: the comparison's.
struct best_numbers {
    const variant* fewest;
    const variant* most;
    const variant* fastest;
};
[[nodiscard]] std::optional<best_numbers> best_numbers_of(const comparison& result);

/// The 95 % interval of a variant that has a median, 1 % to each side at least: less makes no difference to anybody. Of few runs
/// it says too little, so then it is 5 % to each side at least.
[[nodiscard]] interval certain_interval(const variant& each);

/// Packets that the queue dropped in a run: the median; none where it is not known.
[[nodiscard]] std::optional<double> dropped_in_a_run(const variant& each);
/// TCP segments that the server sent again: the same.
[[nodiscard]] std::optional<double> resent_in_a_run(const variant& each);

/// What was assumed of the site that is replayed, in words; empty: nothing was.
[[nodiscard]] std::string assumed_in(const matrix& results);

/// One sentence: how many requests at once are best, what that is of the limit, what more of them lead to, and how the automatic
/// number does.
[[nodiscard]] std::string sentence_of(const matrix_row& row);

} // namespace flags::compare
