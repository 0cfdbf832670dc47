// Type 7 quantiles and the percentile bootstrap.
#include "bench/statistics.hpp"

#include <flags/base/error.hpp>
#include <flags/base/random.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace flags::bench {
namespace {

constexpr std::size_t resamples = 2'000;

void require_samples(std::span<const double> samples) {
    if (samples.empty()) throw usage_error("there are no samples to take a quantile of: run at least once");
    if (!std::ranges::all_of(samples, [](double sample) { return std::isfinite(sample); }))
        throw usage_error("a sample is not a finite number: leave failed runs out");
}

double sorted_quantile(std::span<const double> sorted, double share) {
    const double place = static_cast<double>(sorted.size() - 1) * share;
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

std::vector<double> sorted_copy(std::span<const double> samples) {
    std::vector<double> sorted(samples.begin(), samples.end());
    std::ranges::sort(sorted);
    return sorted;
}

// std::uniform_int_distribution differs between standard libraries; the engine's numbers do not. The bias of
// the remainder is below n / 2^64.
double resampled_median(std::span<const double> samples, std::vector<double>& scratch, splitmix64& draw) {
    scratch.resize(samples.size());
    std::ranges::generate(scratch, [&] { return samples[draw() % samples.size()]; });
    std::ranges::sort(scratch);
    return sorted_quantile(scratch, 0.5);
}

} // namespace

double quantile(std::span<const double> samples, double share) {
    require_samples(samples);
    if (!(share >= 0 && share <= 1)) throw usage_error("a quantile's share lies between 0 and 1");
    return sorted_quantile(sorted_copy(samples), share);
}

double median(std::span<const double> samples) { return quantile(samples, 0.5); }

interval quartiles(std::span<const double> samples) {
    require_samples(samples);
    const auto sorted = sorted_copy(samples);
    return {.low = sorted_quantile(sorted, 0.25), .high = sorted_quantile(sorted, 0.75)};
}

ratio ratio_of_medians(std::span<const double> a, std::span<const double> b, std::uint64_t seed) {
    const double value = median(a) / median(b);
    const auto positive = [](double sample) { return sample > 0; };
    if (!std::ranges::all_of(a, positive) || !std::ranges::all_of(b, positive))
        throw usage_error("a ratio needs samples above 0");

    splitmix64 draw(seed);
    std::vector<double> scratch;
    std::vector<double> ratios(resamples);
    for (double& each : ratios) {
        const double numerator = resampled_median(a, scratch, draw);
        each = numerator / resampled_median(b, scratch, draw);
    }
    std::ranges::sort(ratios);
    return {.value = value,
            .confidence = {.low = sorted_quantile(ratios, 0.025), .high = sorted_quantile(ratios, 0.975)}};
}

} // namespace flags::bench
