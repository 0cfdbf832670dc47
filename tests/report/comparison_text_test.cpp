// A comparison as a terminal shows it.
#include "report/comparison_text.hpp"
#include "report/sample_comparison.hpp"
#include "report/text_layout.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace flags;
using report::to_text;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

} // namespace

TEST_CASE("the heading above the table has singular and plural words") {
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

TEST_CASE("the table fits the width, and a wider one has more columns") {
    auto result = test::sample_comparison();
    auto& first = result.variants[0];
    first.median = {.value = 0.48, .confidence = {.low = 0.44, .high = 0.52}};
    first.speedup = {.value = 1, .confidence = {.low = 1, .high = 1}};
    first.limit->seconds = 0.4;
    result.variants[1].name = "µ";
    result.variants[3].name = std::string(60, 'n');
    result.variants[4].median.reset();
    result.variants[4].speedup.reset();
    const auto narrow = lines_of(to_text(result));
    REQUIRE(narrow.size() > 9);
    CHECK(narrow[4].ends_with("median  speed-up     share of limit  connections"));
    CHECK(narrow[5].starts_with("sequential "));
    CHECK(narrow[5].ends_with("480 ms ± 40.0 ms     1.00x  ████████░░ 83.3 %           20"));
    CHECK(narrow[6].starts_with("µ "));
    CHECK(narrow[8].starts_with("nnnnnnn"));
    CHECK(narrow[8].contains("n…  "));
    CHECK(narrow[9].contains("-         -"));
    for (std::size_t line = 4; line < 10; ++line)
        CHECK(report::width_of(narrow[line]) <= 80);
    const auto wide = lines_of(to_text(result, {.columns = 200}));
    CAPTURE(wide[4] + "\n" + wide[5]);
    CHECK(wide[4].ends_with("connections   limit  speed-up, 95 %  retries  failed runs"));
    CHECK(wide[5].ends_with("           20  400 ms   1.00x - 1.00x        0            0"));
    CHECK(wide[8].starts_with(std::string(60, 'n') + "  "));
}

TEST_CASE("with fewer than five runs a median has no interval") {
    auto result = test::sample_comparison();
    result.variants[0].median->value = 5;
    CHECK(to_text(result).contains("5.00 s ± "));
    result.variants[0].runs.resize(4);
    CHECK_FALSE(to_text(result).contains("5.00 s ± "));
    CHECK(to_text(result).contains(" 5.00 s "));
}

TEST_CASE("on a terminal prose is broken at words, the best row is bold and INVALID is red") {
    auto result = test::sample_comparison();
    result.lab->invalid = {"the ferry was late"};
    CHECK_FALSE(to_text(result).contains('\033'));
    const auto text = to_text(result, {.columns = 80, .wraps = true, .colour = true});
    CHECK(text.contains("\033[31mINVALID: the ferry was late\033[m\n"));
    CHECK(text.contains("\n\033[1mconcurrent "));
    const auto prose = lines_of(text.substr(text.rfind("\n\n")));
    CHECK(prose.size() > 3);
    for (const auto& line : prose)
        CHECK(report::width_of(line) <= 80);
}

TEST_CASE("the first failure of each variant is shown") {
    auto result = test::sample_comparison();
    result.variants[4].runs[8].failure = "another one";
    const auto text = to_text(result);
    CHECK(text.contains("\naria2c, run 7: exit code 1: 1 of 20 files was not downloaded\n"));
    CHECK_FALSE(text.contains("another one"));
}
