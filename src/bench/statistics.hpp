// Order statistics for timings, and how far two programs are apart. Pure.
#pragma once

#include <cstdint>
#include <span>

namespace flags::bench {

/// Two ends of a range, both included.
struct interval {
    double low = 0;
    double high = 0;
};

/// How many times `a` is `b`, and where that lies with 95 % confidence.
struct ratio {
    double value = 0;
    interval confidence;
};

/// Linear interpolation between the order statistics at (n - 1) * share (Hyndman and Fan 1996, type 7: what R
/// and numpy give).
/// Units/limits: share is 0 to 1. Errors: usage_error when there are no samples, when one is not a finite
/// number, or for another share.
[[nodiscard]] double quantile(std::span<const double> samples, double share);

/// The middle sample, or the mean of the two in the middle. Errors: see quantile.
[[nodiscard]] double median(std::span<const double> samples);

/// The middle half of the samples: the spread that one slow run cannot stretch. Errors: see quantile.
[[nodiscard]] interval quartiles(std::span<const double> samples);

/// median(a) / median(b) with the percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13) of
/// 2,000 resamples, each side drawn on its own. The same seed gives the same interval. Errors: see quantile;
/// usage_error for a sample that is not above 0, for which a ratio means nothing.
[[nodiscard]] ratio ratio_of_medians(std::span<const double> a, std::span<const double> b,
                                     std::uint64_t seed);

} // namespace flags::bench
