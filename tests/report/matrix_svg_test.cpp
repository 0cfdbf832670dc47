// Pictures of a matrix, against texts that are kept beside this file. FLAGS_WRITE_GOLDEN=1 writes these anew.
#include "report/matrix_svg.hpp"
#include "report/sample_comparison.hpp"
#include "report/sample_matrix.hpp"
#include "report/svg_parts.hpp"
#include "support/read_file.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

using namespace flags;

namespace {

bool is_as_kept(const std::string& svg, const char* name) {
    const auto file = std::filesystem::path(FLAGS_GOLDEN) / name;
    if (std::getenv("FLAGS_WRITE_GOLDEN") != nullptr) // NOLINT(concurrency-mt-unsafe)
        std::ofstream(file) << svg;
    return svg == test::read_file(file);
}

// The sample's concurrent mode, whose requests take their time.
compare::matrix_row sample_cell() {
    auto result = test::sample_comparison(test::sample_codes());
    result.variants = {result.variants.at(2)};
    return {.name = "100 ms", .result = std::move(result)};
}

bool is_harmless(const std::string& svg) {
    return !svg.contains("<script") && !svg.contains('\033') && !svg.contains("\"<") &&
           svg.ends_with("</svg>\n");
}

} // namespace

TEST_CASE("the picture has a rectangle and a number for each cell, and colours for light and dark") {
    const auto svg = report::to_svg(test::sample_matrix());
    const auto count = [&](const std::string& what) {
        std::size_t found = 0;
        for (auto at = svg.find(what); at != std::string::npos; at = svg.find(what, at + 1))
            ++found;
        return found;
    };
    CHECK(svg.starts_with("<svg xmlns="));
    CHECK(count("<rect") == 14);
    CHECK(count("class=\"f\"") == 3);
    CHECK(count("<title>") == 14);
    CHECK(svg.contains("prefers-color-scheme:dark"));
    CHECK(svg.contains(">81</text>"));
    CHECK(svg.contains(">cable INVALID</text>"));
    CHECK(svg.contains(">fast-4g</text>"));
    CHECK(svg.contains("<path class=\"p\"")); // a ground of its own
    CHECK(svg.contains("role=\"img\""));
}

TEST_CASE(
    "the curve has a point with its interval for each number, the limit, and bars for what was dropped") {
    const auto result = test::sample_matrix();
    CHECK(is_as_kept(report::curve_svg(result.rows[0]), "curve.svg"));
    CHECK_FALSE(report::curve_svg(result.rows[1]).contains("packets dropped")); // none was
    CHECK(report::curve_svg(result.rows[2]).contains(">cable INVALID: time by"));
}

TEST_CASE("a waterfall has a row for each connection, a bar for each phase, and the limit") {
    CHECK(is_as_kept(report::waterfall_svg(sample_cell()), "waterfall.svg"));
    auto many = sample_cell();
    auto& requests = many.result.variants[0].median_run->requests;
    for (int port = 100; port < 200; ++port) {
        requests.push_back(requests[0]);
        requests.back().connection = port;
    }
    CHECK(report::waterfall_svg(many).contains("height=\"1212\"")); // of 60 rows
    auto none = sample_cell();
    none.result.variants[0].median_run.reset();
    CHECK_THROWS_AS(static_cast<void>(report::waterfall_svg(none)), usage_error);
}

TEST_CASE("names of others stay text in a picture, and no number makes it endless") {
    const std::string hostile = "\"<script>alert(1)</script>\033[2J&";
    auto result = test::sample_matrix();
    auto& row = result.rows[0];
    row.name = hostile;
    test::lengthen_strings(row.result, hostile);
    CHECK(is_harmless(report::to_svg(result)));
    CHECK(is_harmless(report::curve_svg(row)));
    auto cell = sample_cell();
    cell.name = hostile;
    test::lengthen_strings(cell.result, hostile);
    CHECK(is_harmless(report::waterfall_svg(cell)));
    for (const double wrong : {5e-324, 1e9}) {
        cell.result.variants[0].limit->seconds = wrong;
        cell.result.variants[0].median_run->wall_s = wrong;
        CHECK(is_harmless(report::waterfall_svg(cell)));
        for (auto& each : row.result.variants) {
            each.median->confidence.high = wrong;
            each.runs[0].dropped = UINT64_MAX;
        }
        CHECK(is_harmless(report::curve_svg(row)));
    }
}

TEST_CASE("an axis has some five steps of 1, 2 or 5, and one unit") {
    struct row {
        double most;
        double step;
        const char* second_tick;
    };
    const row rows[] = {
        {0.5, 0.1, "100 ms"}, {1.9, 0.5, "500 ms"}, {2.2, 0.5, "0.5 s"}, {12, 2, "2 s"}, {109, 20, "20 s"}};
    for (const auto& [most, step, second_tick] : rows) {
        const report::scale of{.most = most, .length = 100};
        CAPTURE(most);
        CHECK(of.step() == doctest::Approx(step));
        CHECK(report::tick_text(of.step(), of) == second_tick);
        CHECK(of.at(most) == 100);
    }
}
