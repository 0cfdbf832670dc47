// Figures, and how their numbers are written.
#include "bench/figure.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

namespace flags::bench {
namespace {

// Three digits that count; more before the point stay.
std::string three_digits(double value) {
    const double size = std::abs(value);
    return fmt::format("{:.{}f}", value,
                       size < 0.09995  ? 4
                       : size < 0.9995 ? 3
                       : size < 9.995  ? 2
                       : size < 99.95  ? 1
                                       : 0);
}

} // namespace

std::string format_seconds(double seconds) {
    if (seconds < 0.999'5e-3) return three_digits(seconds * 1e6) + " µs";
    if (seconds < 0.999'5) return three_digits(seconds * 1e3) + " ms";
    return three_digits(seconds) + " s";
}

std::string format_megabytes(double bytes) { return three_digits(bytes / 1e6) + " MB"; }

std::string format_ratio(double ratio) { return three_digits(ratio) + "×"; }

bool figure::reached() const {
    return !target || (measured && *measured >= target->low && *measured <= target->high);
}

figure ratio_figure(const std::string& what, std::span<const double> a, std::span<const double> b,
                    std::optional<interval> target, std::uint64_t seed) {
    figure result{.what = what, .target = target};
    if (a.empty() || b.empty()) return result;
    const auto estimate = ratio_of_medians(a, b, seed);
    result.measured = estimate.value;
    result.spread = estimate.confidence;
    return result;
}

figure median_figure(const std::string& what, std::span<const double> samples, std::optional<interval> target,
                     std::string (*format)(double), double parts) {
    figure result{.what = what, .target = target, .format = format};
    if (samples.empty()) return result;
    const auto [low, high] = quartiles(samples);
    result.measured = median(samples) / parts;
    result.spread = {.low = low / parts, .high = high / parts};
    return result;
}

} // namespace flags::bench
