// Order statistics for timings, and how far two programs are apart. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace flags::compare {

/// Two ends of a range, both included.
struct interval {
    double low = 0;
    double high = 0;
};

/// With fewer samples a bootstrap interval means little.
inline constexpr std::size_t least_interval_samples = 5;

/// A value estimated from samples, and its 95 % confidence interval: the percentile bootstrap (Efron and Tibshirani 1993,
/// chapter 13) of 2,000 resamples. The same seed gives the same interval.
struct estimate {
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

/// The middle half of the samples: a spread that one slow run does not widen. Errors: see quantile.
[[nodiscard]] interval quartiles(std::span<const double> samples);

/// Errors: see quantile.
[[nodiscard]] estimate estimate_median(std::span<const double> samples, std::uint64_t seed);

/// median(a) / median(b), each side resampled by itself. Errors: see quantile; usage_error for a sample that is not
/// above 0, for which a ratio means nothing.
[[nodiscard]] estimate ratio_of_medians(std::span<const double> a, std::span<const double> b,
                                        std::uint64_t seed);

/// The same for samples that were taken in turns: a[i] and b[i] are of one block and are drawn together, so what
/// affected both (a busy machine, for example) does not widen the interval.
/// Errors: see ratio_of_medians; usage_error unless there are as many of both.
[[nodiscard]] estimate paired_ratio_of_medians(std::span<const double> a, std::span<const double> b,
                                               std::uint64_t seed);

} // namespace flags::compare
