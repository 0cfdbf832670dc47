// Figures: how they are computed, written and judged.
#include "bench/figure.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace flags;
using namespace flags::bench;

TEST_CASE("sizes are in millions of bytes, ratios in times") {
    CHECK(format_megabytes(12'421'120) == "12.4 MB");
    CHECK(format_megabytes(9'996'000) == "10.0 MB");
    CHECK(format_ratio(0.926) == "0.926×");
    CHECK(format_ratio(0.0541) == "0.0541×");
    CHECK(format_ratio(0.9996) == "1.00×");
    CHECK(format_ratio(12.04) == "12.0×");
}

TEST_CASE("a ratio is that of the medians, with its interval") {
    const std::vector<double> a{1, 2, 3};
    const std::vector<double> b{4, 4, 4};
    const auto half = ratio_figure("a / b", a, b, at_most(0.5), 1);
    CHECK(half.measured == doctest::Approx(0.5));
    const auto [low, high] = half.spread.value_or(compare::interval());
    CHECK(low >= 0.25);
    CHECK(high <= 0.75);
    CHECK(low <= high);
    CHECK(half.reached());
    CHECK_FALSE(ratio_figure("a / b", a, b, at_most(0.49), 1).reached());
}

TEST_CASE("a median can be divided among the parts of a run") {
    const std::vector<double> seconds{2, 4, 6};
    const auto each = median_figure("for each file", seconds, std::nullopt, compare::format_seconds, 1000);
    CHECK(each.measured == doctest::Approx(0.004));
    const auto [low, high] = each.spread.value_or(compare::interval());
    CHECK(low == doctest::Approx(0.003));
    CHECK(high == doctest::Approx(0.005));
}

TEST_CASE("a target with two ends is missed on both sides") {
    const auto reached = [](double value) {
        return median_figure("x", std::vector{value}, compare::interval{2.0, 2.1}, compare::format_seconds)
            .reached();
    };
    CHECK_FALSE(reached(1.9));
    CHECK(reached(2.0));
    CHECK(reached(2.1));
    CHECK_FALSE(reached(2.2));
}

TEST_CASE("what was not measured misses its target, and is no failure without one") {
    const std::vector<double> some{1};
    CHECK_FALSE(ratio_figure("x", {}, some, at_most(1), 1).reached());
    CHECK_FALSE(ratio_figure("x", some, {}, at_most(1), 1).reached());
    CHECK_FALSE(median_figure("x", {}, at_most(1), compare::format_seconds).reached());
    CHECK(median_figure("x", {}, std::nullopt, compare::format_seconds).reached());
}
