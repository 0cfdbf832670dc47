// A matrix as a terminal shows it.
#include "report/matrix_tables.hpp"
#include "report/matrix_text.hpp"
#include "report/sample_matrix.hpp"
#include "report/text_layout.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace flags;
using report::to_text;

TEST_CASE("a matrix is a heat map with the best of each network marked, and a sentence for each") {
    const auto text = to_text(test::sample_matrix(), {.columns = 80, .wraps = true});
    CAPTURE(text);
    CHECK(text == R"(Share of the limit in %, by requests at once; * is the best of its network
         seq    1    4  all auto
fast-4g  14   27   81*  57   80 
3g            33   80*  78   78 
cable    38   60   90   90   90*

fast-4g: 4 at once (81 % of the limit); all 20 overflow the 67.5 kB queue (109
packets dropped in a run) and take 41 % longer; auto is as fast
3g: 4 at once (80 % of the limit); all 20 take 3 % longer; auto takes 3 % longer
cable: INVALID: the ferry was late
Left out for want of time: 3g, sequential; geo-sat
)");
}

TEST_CASE("what was assumed of a replayed site stands below the sentences, in text and Markdown") {
    auto result = test::sample_matrix();
    result.rows[0].result.what.assumed = "Replay: 20 files\033[m";
    const auto text = to_text(result);
    CHECK(text.contains("\ncable: INVALID: the ferry was late\nReplay: 20 files"));
    CHECK_FALSE(text.contains('\033'));
    CHECK(report::to_markdown(result).contains("\n- Replay: 20 files"));
}

TEST_CASE("with colour a cell stands on a ground by its share, and the digits stay") {
    const auto text = to_text(test::sample_matrix(), {.colour = true});
    CHECK(text.contains("\033[1;38;5;231;48;5;28m 81*\033[m"));
    CHECK(text.contains("\033[38;5;231;48;5;124m 14 \033[m"));
}

TEST_CASE("a matrix fits few columns, and names of others change no terminal") {
    auto result = test::sample_matrix();
    result.rows[0].name = std::string(60, 'n');
    result.rows[1].name = "\033[2J";
    result.rows[1].result.variants[0].name = "\033]0;t\a";
    const auto text = to_text(result, {.columns = 40, .wraps = true});
    CHECK_FALSE(text.contains('\033'));
    std::istringstream lines(text);
    std::string line;
    for (int count = 0; count < 5 && std::getline(lines, line); ++count)
        CHECK(report::width_of(line) <= 40);
}

TEST_CASE("what failed has a cross, and without a limit cells are held against the best") {
    auto result = test::sample_matrix();
    result.rows.resize(1);
    for (auto& each : result.rows[0].result.variants)
        each.limit.reset();
    result.rows[0].result.variants[1].median.reset();
    const auto text = to_text(result);
    CAPTURE(text);
    CHECK(text.starts_with("Share of the best speed in %"));
    CHECK(text.contains("fast-4g  17    x  100*  71   99 \n"));
}

TEST_CASE("sure changes are told, the largest first, and the others counted") {
    const std::vector<compare::change> changes{
        {.cell = "3g, concurrent-1", .times = {.value = 0.8, .confidence = {0.7, 0.9}}},
        {.cell = "3g, concurrent-4", .times = {.value = 1.12, .confidence = {1.05, 1.2}}},
        {.cell = "3g, concurrent-8", .times = {.value = 1.5, .confidence = {0.9, 2}}, .is_sure = false}};
    CHECK(report::to_text(changes) ==
          "3g, concurrent-4: 1.12 times as long as before (1.05 to 1.20)\n"
          "3g, concurrent-1: 0.800 times as long as before (0.700 to 0.900)\n"
          "1 of 3 cells took neither more nor less time than before, or it may be chance\n");
}
