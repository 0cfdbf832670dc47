// What is demanded of a matrix, and what has changed since an older one.
#include "compare/matrix_check.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace flags::compare;

namespace {

variant timed_variant(const std::string& name, const at_once& number, double wall_s, std::size_t runs = 6) {
    variant each{.name = name,
                 .is_flags = true,
                 .number = number,
                 .limit = bound{.seconds = 0.4},
                 .median = estimate{.value = wall_s, .confidence = {wall_s, wall_s}}};
    for (std::size_t place = 0; place < runs; ++place)
        each.runs.push_back({.wall_s = wall_s + 0.001 * static_cast<double>(place), .dropped = 3});
    return each;
}

matrix two_rows(double slow_factor = 1, std::size_t runs = 6) {
    matrix result;
    for (const auto* const name : {"3g", "cable"})
        result.rows.push_back(
            {.name = name,
             .result = {.variants = {
                            timed_variant("concurrent-4", {.most = 4}, 0.5 * slow_factor, runs),
                            timed_variant("concurrent-auto", {.most = 64, .automatic = true}, 0.6, runs)}}});
    return result;
}

std::vector<std::string> breaches(std::string_view text, const matrix& result,
                                  const matrix* older = nullptr) {
    return breaches_of(parse_check(text).value(), result, older);
}

} // namespace

TEST_CASE("a check names a cell, a figure, a side and a number") {
    const auto check = parse_check("rtt=50ms,down=1.5M:auto.efficiency<0.8").value();
    CHECK(check.condition == "rtt=50ms,down=1.5M");
    CHECK(check.variant == "auto");
    CHECK(check.what == metric::efficiency);
    CHECK(check.below);
    CHECK(check.bound == 0.8);
    CHECK(parse_check("concurrent-8.slowdown>1.05")->what == metric::slowdown);
    CHECK_FALSE(parse_check("8.median>1")->below);
    for (const auto* const wrong : {"", "auto", "auto.efficiency", "auto.speed<1", ".median<1",
                                    "auto.median<", "auto.median<1s", "median<1", "auto.median=1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_check(wrong).has_value());
    }
}

TEST_CASE("every cell that is meant is checked, and a check of nothing is refused") {
    auto result = two_rows();
    CHECK(breaches("auto.efficiency<0.8", result) ==
          std::vector<std::string>{"auto.efficiency<0.8: 3g, concurrent-auto: 0.667",
                                   "auto.efficiency<0.8: cable, concurrent-auto: 0.667"});
    CHECK(breaches("cable:auto.efficiency<0.8", result).size() == 1);
    CHECK(breaches("4.efficiency<0.8", result).empty());
    CHECK(breaches("concurrent-4.median>0.4", result).size() == 2);
    CHECK(breaches("4.dropped>2", result).size() == 2);
    CHECK(breaches("4.failures>0", result).empty());
    result.rows[0].result.lab.emplace().invalid = {"late"};
    CHECK(breaches("auto.efficiency<0.8", result).size() == 1);
    for (const auto* const nothing : {"5.median>1", "lte:4.median>1", "3g:4.median>1", "4.slowdown>1"}) {
        CAPTURE(nothing);
        CHECK_THROWS_AS(breaches(nothing, result), flags::usage_error);
    }
}

TEST_CASE("a change is sure when its interval is without 1 and there are enough runs") {
    const auto before = two_rows();
    const auto slower = two_rows(1.2);
    const auto changes = changes_since(before, slower);
    REQUIRE(changes.size() == 4);
    CHECK(changes[0].cell == "3g, concurrent-4");
    CHECK(changes[0].times.value == doctest::Approx(1.2).epsilon(0.01));
    CHECK(changes[0].is_sure);
    CHECK(changes[1].times.value == 1);
    CHECK_FALSE(changes[1].is_sure);
    CHECK_FALSE(changes_since(two_rows(1, 4), slower)[0].is_sure);
    CHECK(breaches("4.slowdown>1.1", slower, &before).size() == 2);
    // What it is at least: the lower end of the interval.
    const auto& times = changes[0].times;
    REQUIRE(times.confidence.low < times.value);
    const auto between = (times.confidence.low + times.value) / 2;
    CHECK(breaches("4.slowdown>" + std::to_string(between), slower, &before).empty());
    CHECK(breaches("auto.slowdown>1.1", slower, &before).empty());
    CHECK(changes_since({}, slower).empty());
}
