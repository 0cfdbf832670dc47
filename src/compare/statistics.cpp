// Type 7 quantiles and the percentile bootstrap.
#include "compare/statistics.hpp"

#include <flags/base/error.hpp>
#include <flags/base/random.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace flags::compare {
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

double sort_and_halve(std::vector<double>& samples) {
    std::ranges::sort(samples);
    return sorted_quantile(samples, 0.5);
}

// std::uniform_int_distribution differs between standard libraries; the engine's numbers do not. The bias of
// the remainder is below n / 2^64.
double resampled_median(std::span<const double> samples, std::vector<double>& scratch, splitmix64& draw) {
    scratch.resize(samples.size());
    std::ranges::generate(scratch, [&] { return samples[draw() % samples.size()]; });
    return sort_and_halve(scratch);
}

template <class Resample>
estimate bootstrap(double value, Resample once) {
    std::vector<double> values(resamples);
    std::ranges::generate(values, once);
    std::ranges::sort(values);
    return {.value = value,
            .confidence = {.low = sorted_quantile(values, 0.025), .high = sorted_quantile(values, 0.975)}};
}

void require_positive(std::span<const double> a, std::span<const double> b) {
    const auto positive = [](double sample) { return sample > 0; };
    if (!std::ranges::all_of(a, positive) || !std::ranges::all_of(b, positive))
        throw usage_error("a ratio needs samples above 0");
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

estimate estimate_median(std::span<const double> samples, std::uint64_t seed) {
    const double value = median(samples);
    splitmix64 draw(seed);
    std::vector<double> scratch;
    return bootstrap(value, [&] { return resampled_median(samples, scratch, draw); });
}

estimate ratio_of_medians(std::span<const double> a, std::span<const double> b, std::uint64_t seed) {
    const double value = median(a) / median(b);
    require_positive(a, b);
    splitmix64 draw(seed);
    std::vector<double> scratch;
    return bootstrap(value, [&] {
        const double numerator = resampled_median(a, scratch, draw);
        return numerator / resampled_median(b, scratch, draw);
    });
}

estimate paired_ratio_of_medians(std::span<const double> a, std::span<const double> b, std::uint64_t seed) {
    if (a.size() != b.size()) throw usage_error("paired samples need as many of one side as of the other");
    const double value = median(a) / median(b);
    require_positive(a, b);
    splitmix64 draw(seed);
    std::vector<double> numerators(a.size());
    std::vector<double> denominators(a.size());
    return bootstrap(value, [&] {
        for (std::size_t place = 0; place < a.size(); ++place) {
            const std::size_t drawn = draw() % a.size();
            numerators[place] = a[drawn];
            denominators[place] = b[drawn];
        }
        const double numerator = sort_and_halve(numerators);
        return numerator / sort_and_halve(denominators);
    });
}

} // namespace flags::compare
