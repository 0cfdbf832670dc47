// How many requests at once are best, from runs that are made up.
#include "compare/matrix.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace flags::compare;
using namespace std::chrono_literals;
using doctest::Approx;

namespace {

struct made {
    at_once number;
    double median;
    double half = 0.01; // of the interval
    std::uint64_t dropped = 0;
};

variant variant_of(const made& from, std::size_t runs = 5) {
    variant each{
        .name = "concurrent-" + show(from.number),
        .is_flags = true,
        .number = from.number,
        .limit = bound{.seconds = 0.49},
        .median = estimate{.value = from.median,
                           .confidence = {.low = from.median - from.half, .high = from.median + from.half}}};
    each.runs.assign(runs, run{.wall_s = from.median, .dropped = from.dropped});
    return each;
}

matrix_row row_of(const std::vector<made>& all) {
    matrix_row row{.name = "fast-4g",
                   .result = {.what = {.files = std::vector<file>(20),
                                       .lab = lab_setup{.path = {.rtt = 60ms, .down = 9'000'000}}}}};
    row.result.variants.push_back(variant{.name = "sequential",
                                          .is_flags = true,
                                          .limit = bound{.seconds = 3.5},
                                          .median = estimate{.value = 3.6, .confidence = {3.5, 3.7}}});
    for (const auto& each : all)
        row.result.variants.push_back(variant_of(each));
    return row;
}

const std::vector<made> measured{{{1}, 1.7},         {{2}, 0.95}, {{4}, 0.59},
                                 {{8}, 0.595},       {{16}, 0.7}, {{20}, 0.848, 0.05, 109},
                                 {{64, true}, 0.605}};

} // namespace

TEST_CASE("the knee is the smallest number whose interval overlaps the fastest one's") {
    const auto row = row_of(measured);
    const auto best = best_numbers_of(row.result);
    REQUIRE(best.has_value());
    CHECK(best->fewest->name == "concurrent-4");
    CHECK(best->fastest->name == "concurrent-4");
    CHECK(best->most->name == "concurrent-8");
    CHECK(share_of(row.result, *best->fewest) == Approx(0.49 / 0.59));
    CHECK(share_of(row.result, row.result.variants[0]) == Approx(0.49 / 3.6)); // not its own limit

    // The fastest by chance is not the knee.
    auto wide = measured;
    wide[1].median = 0.61; // 2 at once
    wide[1].half = 0.03;
    CHECK(best_numbers_of(row_of(wide).result)->fewest->name == "concurrent-2");
    CHECK_FALSE(best_numbers_of(row_of({}).result).has_value());
}

TEST_CASE("of few runs an interval is 5 % to each side at least") {
    auto few = variant_of({{4}, 1.0, 0.001}, 4);
    CHECK(certain_interval(few).low == Approx(0.95));
    CHECK(certain_interval(few).high == Approx(1.05));
    few = variant_of({{4}, 1.0, 0.2}, 4);
    CHECK(certain_interval(few).high == Approx(1.2));
    CHECK(certain_interval(variant_of({{4}, 1.0, 0.001})).high == Approx(1.01));
    CHECK(certain_interval(variant_of({{4}, 1.0, 0.03})).high == Approx(1.03));
}

TEST_CASE("the sentence says which numbers are best, what too many lead to, and how auto does") {
    CHECK(sentence_of(row_of(measured)) ==
          "fast-4g: 4 to 8 at once (82 to 83 % of the limit); all 20 overflow the 67.5 kB queue (109 packets "
          "dropped in a run) and take 44 % longer; auto is as fast");
    auto sent_again = row_of(measured);
    for (auto& each : sent_again.result.variants)
        for (auto& one : each.runs)
            one.resent = 96;
    CHECK(sentence_of(sent_again).contains("(109 packets dropped, 96 sent again in a run)"));
    auto other = measured;
    other[5] = {{20}, 1.7};
    other[6].median = 0.7;
    CHECK(sentence_of(row_of(other)) == "fast-4g: 4 to 8 at once (82 to 83 % of the limit); all 20 take 2.88 "
                                        "times as long; auto takes 19 % longer");
    other[6].median = 0.5;
    CHECK(sentence_of(row_of(other)).ends_with("; auto is faster: 500 ms"));
    auto unlimited = row_of({{{1}, 1.7}, {{2}, 0.5}});
    for (auto& each : unlimited.result.variants)
        each.limit.reset();
    CHECK(sentence_of(unlimited) == "fast-4g: 2 at once (500 ms)");
}

TEST_CASE("where nothing can be said of a number, the sentence says what can") {
    CHECK(sentence_of(row_of({})) == "fast-4g: sequential takes 3.60 s");
    auto failed = row_of({});
    failed.result.variants[0].median.reset();
    CHECK(sentence_of(failed) == "fast-4g: no run of flags succeeded");
    auto invalid = row_of(measured);
    invalid.result.lab.emplace();
    invalid.result.lab->invalid = {"the ferry was late"};
    CHECK(sentence_of(invalid) == "fast-4g: INVALID: the ferry was late");
}

TEST_CASE("packets that were dropped in a run that failed count in nothing") {
    variant each{.name = "concurrent"};
    each.runs = {{.block = 1, .dropped = 4}, {.block = 2, .dropped = 100, .failure = "killed"}, {.block = 3}};
    CHECK(dropped_in_a_run(each) == 4);
    CHECK_FALSE(resent_in_a_run(each).has_value());
    each.runs[0].resent = 3;
    each.runs[1].resent = 99;
    CHECK(resent_in_a_run(each) == 3);
    each.runs[0].failure = "killed";
    CHECK_FALSE(dropped_in_a_run(each).has_value());
}
