// A matrix for other programs.
#include "report/matrix_tables.hpp"
#include "report/sample_matrix.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace flags;

namespace {

compare::matrix hostile_matrix() {
    auto result = test::sample_matrix();
    result.rows.resize(1);
    result.rows[0].name = "a|b,\"<script>&\033[2J\n";
    return result;
}

} // namespace

TEST_CASE("CSV has a line for each run, and quotes what has a comma or a quote") {
    const auto csv = report::to_csv(test::sample_matrix());
    CHECK(csv.starts_with("condition,variant,at_once,block,position,wall_s,cpu_s,connections,dropped,"));
    CHECK(std::ranges::count(csv, '\n') == 1 + 5 * (5 + 4 + 5));
    CHECK(csv.contains("\r\nfast-4g,concurrent-20,20,1,"));
    CHECK(csv.contains("\r\nfast-4g,sequential,,1,"));
    CHECK(csv.contains(",4,109,0.4"));
    CHECK(csv.contains(",false,\r\n"));
    CHECK(report::to_csv(hostile_matrix()).contains("\n\"a|b,\"\"<script>&?[2J"));
}

TEST_CASE("Markdown has a row for each network with its best in bold, and the sentences") {
    const auto text = report::to_markdown(test::sample_matrix());
    CAPTURE(text);
    CHECK(text.starts_with("| share of the limit, % | seq | 1 | 4 | all | auto |\n|---|--:|--:|--:|--:|--:|\n"
                           "| fast-4g | 14 | 27 | **81** | 57 | 80 |\n| 3g | – | 33 | **80** |"));
    CHECK(text.contains("\n- fast-4g: 4 at once (81 % of the limit); all 20"));
    CHECK(report::to_markdown(hostile_matrix()).contains("| a\\|b,\"\\<script\\>\\&?\\[2J"));
}
