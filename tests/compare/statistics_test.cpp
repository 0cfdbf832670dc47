// Quantiles against tables computed by hand, and what a bootstrap interval has to do.
#include "compare/statistics.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace flags;
using namespace flags::compare;

TEST_CASE("a quantile lies on the line between its neighbours") {
    struct row {
        std::vector<double> samples;
        double share;
        double expected;
    };
    const std::vector<row> table{
        {{7}, 0, 7},
        {{7}, 0.5, 7},
        {{7}, 1, 7},
        {{1, 2}, 0.5, 1.5},
        {{3, 1, 2}, 0.5, 2},
        {{4, 1, 3, 2}, 0.25, 1.75},
        {{4, 1, 3, 2}, 0.75, 3.25},
        {{4, 1, 3, 2}, 0, 1},
        {{4, 1, 3, 2}, 1, 4},
        {{10, 20, 30, 40, 50}, 0.1, 14},
        {{-5, 5}, 0.9, 4},
    };
    for (const auto& [samples, share, expected] : table) {
        CAPTURE(samples.size());
        CAPTURE(share);
        CHECK(quantile(samples, share) == doctest::Approx(expected));
    }
}

TEST_CASE("one slow run moves neither the median nor the quartiles far") {
    const std::vector<double> calm{10, 11, 12, 13, 14};
    const std::vector<double> disturbed{10, 11, 12, 13, 9000};
    CHECK(median(disturbed) == median(calm));
    CHECK(quartiles(disturbed).low == 11);
    CHECK(quartiles(disturbed).high == 13);
}

TEST_CASE("missing samples, samples that are not numbers and impossible shares are refused") {
    const std::vector<double> some{1, 2, 3};
    CHECK_THROWS_AS((void)median({}), usage_error);
    CHECK_THROWS_AS((void)quartiles({}), usage_error);
    CHECK_THROWS_AS((void)median(std::vector{1.0, std::numeric_limits<double>::quiet_NaN()}), usage_error);
    CHECK_THROWS_AS((void)median(std::vector{1.0, std::numeric_limits<double>::infinity()}), usage_error);
    CHECK_THROWS_AS((void)quantile(some, -0.1), usage_error);
    CHECK_THROWS_AS((void)quantile(some, 1.1), usage_error);
    CHECK_THROWS_AS((void)quantile(some, std::nan("")), usage_error);
}

TEST_CASE("a ratio of medians is one number when nothing varies") {
    const std::vector<double> a(9, 3.0);
    const std::vector<double> b(7, 4.0);
    const auto result = ratio_of_medians(a, b, 1);
    CHECK(result.value == doctest::Approx(0.75));
    CHECK(result.confidence.low == doctest::Approx(0.75));
    CHECK(result.confidence.high == doctest::Approx(0.75));
}

TEST_CASE("the interval holds the ratio, repeats with its seed and narrows with more runs") {
    const auto around = [](double centre, std::size_t count) {
        std::vector<double> samples(count);
        for (std::size_t i = 0; i < count; ++i)
            samples[i] = centre * (0.9 + 0.02 * static_cast<double>(i % 11));
        return samples;
    };
    const auto few = ratio_of_medians(around(5, 11), around(10, 11), 42);
    CHECK(few.value == doctest::Approx(0.5));
    CHECK(few.confidence.low < 0.5);
    CHECK(few.confidence.high > 0.5);
    CHECK(few.confidence.low > 0.4);
    CHECK(few.confidence.high < 0.6);

    const auto again = ratio_of_medians(around(5, 11), around(10, 11), 42);
    CHECK(again.confidence.low == few.confidence.low);
    CHECK(again.confidence.high == few.confidence.high);

    const auto many = ratio_of_medians(around(5, 275), around(10, 275), 42);
    CHECK(many.confidence.high - many.confidence.low < few.confidence.high - few.confidence.low);
}

TEST_CASE("two programs that are alike have 1 within their interval, two that differ have not") {
    const std::vector<double> a{10.1, 9.8, 10.0, 10.3, 9.9, 10.2, 9.7};
    const std::vector<double> b{10.0, 10.2, 9.9, 9.8, 10.1, 10.4, 9.6};
    const std::vector<double> slower{12.0, 12.4, 11.8, 12.1, 12.2, 11.9, 12.3};
    const auto alike = ratio_of_medians(a, b, 7).confidence;
    CHECK(alike.low <= 1);
    CHECK(alike.high >= 1);
    CHECK(ratio_of_medians(a, slower, 7).confidence.high < 1);
}

TEST_CASE("a ratio to zero is refused") {
    const std::vector<double> some{1, 2, 3};
    const std::vector<double> zero{0, 0, 0};
    CHECK_THROWS_AS((void)ratio_of_medians(some, zero, 1), usage_error);
    CHECK_THROWS_AS((void)ratio_of_medians(zero, some, 1), usage_error);
    CHECK_THROWS_AS((void)ratio_of_medians(some, {}, 1), usage_error);
}

TEST_CASE("a median comes with the interval that holds it") {
    const std::vector<double> samples{5, 1, 4, 2, 3};
    const auto results = estimate_median(samples, 3);
    CHECK(results.value == 3);
    CHECK(results.confidence.low >= 1);
    CHECK(results.confidence.low < 3);
    CHECK(results.confidence.high > 3);
    CHECK(results.confidence.high <= 5);
    CHECK(estimate_median(std::vector<double>{7}, 3).confidence.high == 7);
    CHECK_THROWS_AS((void)estimate_median({}, 3), usage_error);
}

TEST_CASE("the interval leaves out a fortieth of the resampled medians on each side") {
    constexpr int count = 201;
    std::vector<double> samples(count);
    std::ranges::generate(samples, [value = 0.0]() mutable { return value += 1; });
    // The median of a resample is at most k if more than half of its values are: a binomial distribution.
    const auto share_up_to = [](double k) {
        const double part = k / count;
        double share = 0;
        for (int drawn = count / 2 + 1; drawn <= count; ++drawn)
            share +=
                std::exp(std::lgamma(count + 1) - std::lgamma(drawn + 1) - std::lgamma(count - drawn + 1) +
                         drawn * std::log(part) + (count - drawn) * std::log1p(-part));
        return share;
    };
    for (const auto& results : {estimate_median(samples, 1), ratio_of_medians(samples, std::vector{1.0}, 1),
                                paired_ratio_of_medians(samples, std::vector<double>(count, 1.0), 1)}) {
        const double below = share_up_to(results.confidence.low);
        const double above = 1 - share_up_to(results.confidence.high);
        CAPTURE(below);
        CAPTURE(above);
        // 2000 resamples have a standard error of 0.0035, and one value has 0.008.
        CHECK(below > 0.015);
        CHECK(below < 0.04);
        CHECK(above > 0.01);
        CHECK(above < 0.035);
    }
}

TEST_CASE("a disturbance of both runs of a pair does not widen the interval of their ratio") {
    std::vector<double> a;
    std::vector<double> b;
    for (const double load : {1.0, 1.5, 0.8, 2.0, 1.2, 0.9, 1.7}) {
        a.push_back(3 * load);
        b.push_back(2 * load);
    }
    const auto together = paired_ratio_of_medians(a, b, 5);
    CHECK(together.value == doctest::Approx(1.5));
    CHECK(together.confidence.low == doctest::Approx(1.5));
    CHECK(together.confidence.high == doctest::Approx(1.5));
    const auto apart = ratio_of_medians(a, b, 5).confidence;
    CHECK(apart.high - apart.low > 0.5);
    b.pop_back();
    CHECK_THROWS_AS((void)paired_ratio_of_medians(a, b, 5), usage_error);
}
