// A comparison as a terminal shows it.
#include "report/comparison_text.hpp"
#include "report/sample_comparison.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace flags;
using report::to_text;

TEST_CASE("what was compared stands above the table, with words that fit its numbers") {
    CHECK(to_text(test::sample_comparison()).starts_with("20 flags, "));
    auto one = test::sample_comparison({"BR"});
    for (auto& variant : one.variants)
        variant.runs.resize(1);
    const auto text = to_text(one);
    CAPTURE(text);
    CHECK(text.starts_with("1 flag, "));
    CHECK(text.contains(" kB, from http://198.18.0.2/flags\nnetwork: rtt 100ms, down 9M; tcp reno\n"
                        "1 run of each, in shuffled turns, up to 1 at once\n\n"));
    CHECK_FALSE(text.contains("INVALID"));
    one.lab->invalid = {"the ferry was late"};
    CHECK(to_text(one).contains("\nINVALID: the ferry was late\n"));
    one.what.lab.reset();
    CHECK_FALSE(to_text(one).contains("network:"));
}

TEST_CASE("the table has a line for each variant, in columns") {
    auto told = test::sample_comparison();
    auto& first = told.variants[0];
    first.median = {.value = 0.48, .confidence = {.low = 0.44, .high = 0.52}};
    first.speedup = {.value = 1, .confidence = {.low = 1, .high = 1}};
    first.limit->seconds = 0.4;
    told.variants[1].name = "µ";
    told.variants[4].median.reset();
    told.variants[4].speedup.reset();
    const auto text = to_text(told);
    CAPTURE(text);
    CHECK(text.contains("\nsequential  480 ms  440 ms - 520 ms     1.00x"));
    CHECK(text.contains("  400 ms      83.3 %           20  "));
    CHECK(text.contains("\nµ           3.9"));
    CHECK(text.contains("\naria2c           -                -         -"));
    CHECK(text.ends_with("\n\n" + told.sentence + "\n"));
}

TEST_CASE("the first failure of each variant is told") {
    auto told = test::sample_comparison();
    told.variants[4].runs[8].failure = "another one";
    const auto text = to_text(told);
    CHECK(text.contains("\naria2c, run 7: exit code 1: 1 of 20 files was not downloaded\n"));
    CHECK_FALSE(text.contains("another one"));
}
