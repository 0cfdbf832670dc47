// A measured number beside the one that was promised.
#pragma once

#include "compare/numbers.hpp"
#include "compare/statistics.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

namespace flags::bench {

/// "12.4 MB": millions of bytes.
[[nodiscard]] std::string format_megabytes(double bytes);
/// "0.926×".
[[nodiscard]] std::string format_ratio(double ratio);

struct figure {
    std::string what;
    /// None when no run succeeded; then a target is missed.
    std::optional<double> measured{};
    /// What lies between: the 95 % interval of a ratio, the quartiles of a median.
    std::optional<compare::interval> spread{};
    /// Where it should lie, both ends included; none for a figure that is only told.
    std::optional<compare::interval> target{};
    std::string (*format)(double) = format_ratio;

    [[nodiscard]] bool reached() const;
};

/// median(a) / median(b). Errors: see ratio_of_medians; no samples are no error.
[[nodiscard]] figure ratio_figure(const std::string& what, std::span<const double> a,
                                  std::span<const double> b, std::optional<compare::interval> target,
                                  std::uint64_t seed);

/// The median of `samples`, each divided by `parts`. Errors: see quantile; no samples are no error.
[[nodiscard]] figure median_figure(const std::string& what, std::span<const double> samples,
                                   std::optional<compare::interval> target, std::string (*format)(double),
                                   double parts = 1);

/// A target that is only an upper bound.
[[nodiscard]] constexpr compare::interval at_most(double limit) { return {.low = 0, .high = limit}; }
/// A target that is only a lower bound.
[[nodiscard]] constexpr compare::interval at_least(double limit) {
    return {.low = limit, .high = std::numeric_limits<double>::infinity()};
}

} // namespace flags::bench
