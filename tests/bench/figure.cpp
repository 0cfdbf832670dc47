// Figures, and how their numbers are written.
#include "bench/figure.hpp"

#include "compare/numbers.hpp"

namespace flags::bench {
std::string format_megabytes(double bytes) { return compare::three_digits(bytes / 1e6) + " MB"; }

std::string format_ratio(double ratio) { return compare::three_digits(ratio) + "×"; }

bool figure::reached() const {
    return !target || (measured && *measured >= target->low && *measured <= target->high);
}

figure ratio_figure(const std::string& what, std::span<const double> a, std::span<const double> b,
                    std::optional<compare::interval> target, std::uint64_t seed) {
    figure result{.what = what, .target = target};
    if (a.empty() || b.empty()) return result;
    const auto estimate = compare::ratio_of_medians(a, b, seed);
    result.measured = estimate.value;
    result.spread = estimate.confidence;
    return result;
}

figure median_figure(const std::string& what, std::span<const double> samples,
                     std::optional<compare::interval> target, std::string (*format)(double), double parts) {
    figure result{.what = what, .target = target, .format = format};
    if (samples.empty()) return result;
    const auto [low, high] = compare::quartiles(samples);
    result.measured = compare::median(samples) / parts;
    result.spread = {.low = low / parts, .high = high / parts};
    return result;
}

} // namespace flags::bench
