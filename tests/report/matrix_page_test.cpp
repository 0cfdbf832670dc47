// The page of a matrix as a browser shows it.
#include "report/browser.hpp"
#include "report/matrix_page.hpp"
#include "report/sample_comparison.hpp"
#include "report/sample_matrix.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace flags;
using nlohmann::ordered_json;
using test::look_into;

namespace {

constexpr std::string_view matrix_looks = R"(
    const cells = [...document.querySelectorAll('#heat tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent));
    const chart = () => Chart.getChart(document.querySelector('#curve canvas'));
    const first = chart().data.datasets.map(({label}) => label);
    document.querySelectorAll('#heat button')[1].click();
    return {
        cells, first,
        heads: [...document.querySelectorAll('#heat thead th')].map((head) => head.textContent),
        head_colours: new Set([...document.querySelectorAll('#heat thead th')].map((head) => getComputedStyle(head).color)).size,
        labels: chart().data.labels,
        second: chart().data.datasets.map(({label}) => label),
        chosen: document.getElementById('condition').selectedOptions[0].textContent,
        canvas: document.querySelector('#curve canvas').getAttribute('aria-label'),
        sentences: [...document.querySelectorAll('#sentences li')].map((each) => each.textContent),
        left_out: document.getElementById('left-out').textContent,
        page: document.documentElement.scrollWidth <= innerWidth,
        background: getComputedStyle(document.body).backgroundColor,
        elements: document.querySelectorAll('img, iframe, object').length,
        focusable: [...document.querySelectorAll('button, select, [tabindex]')].every((each) => each.tabIndex >= 0),
    };)";

} // namespace

TEST_CASE("a browser shows the heat map of a matrix, and the curve of the network that is chosen") {
    if (!test::have_browser()) return;
    const auto page = report::to_page(test::sample_matrix());
    CHECK(test::browse(page).messages == std::vector<std::string>());
    const auto seen = look_into(page, matrix_looks, {"--window-size=500,800"});
    CHECK(seen["cells"][0] == ordered_json({"fast-4g", "14", "27", "81 best", "57", "80"}));
    CHECK(seen["cells"][1] == ordered_json({"3g", "", "33", "80 best", "78", "78"}));
    CHECK(seen["cells"][2][0] == "cable INVALID");
    CHECK(seen["heads"] == ordered_json({"network", "seq", "1", "4", "all", "auto"}));
    CHECK(seen["head_colours"] == 1);
    CHECK(seen["first"] == ordered_json({"median time", "limit", "packets dropped in a run"}));
    CHECK(seen["second"] == ordered_json({"median time", "limit"})); // no packet was dropped there
    CHECK(seen["labels"] == ordered_json({"1", "4", "20", "auto"}));
    CHECK(seen["chosen"] == "3g");
    CHECK(seen["canvas"] == "3g: time by requests at once");
    CHECK(seen["sentences"].size() == 3);
    CHECK(seen["left_out"] == "Left out for want of time: 3g, sequential; geo-sat.");
    CHECK(seen["page"] == true); // 500 pixels are enough
    CHECK(seen["focusable"] == true);
}

TEST_CASE("in the dark, names of others are text and nothing else") {
    if (!test::have_browser()) return;
    auto told = test::sample_matrix();
    for (auto& row : told.rows) {
        row.name += test::hostile_markup;
        test::lengthen_strings(row.told, test::hostile_markup);
    }
    told.left_out.emplace_back(test::hostile_markup);
    const auto seen = look_into(report::to_page(told), matrix_looks, {"--force-dark-mode"});
    CHECK(seen["background"] == "rgb(20, 23, 28)");
    CHECK(seen["elements"] == 0);
    CHECK(seen["cells"][0][0] == "fast-4g" + std::string(test::hostile_markup));
}
