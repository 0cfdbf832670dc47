// The page of a matrix as a browser shows it.
#include "report/browser.hpp"
#include "report/matrix_page.hpp"
#include "report/page.hpp"
#include "report/sample_comparison.hpp"
#include "report/sample_matrix.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace flags;
using nlohmann::ordered_json;
using test::look_into;

namespace {

constexpr std::string_view matrix_looks = R"(
    const cells = [...document.querySelectorAll('#heat tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent));
    const chart = () => Chart.getChart(document.querySelector('#curve canvas'));
    const first = chart().data.datasets.map(({label}) => label);
    document.querySelectorAll('#heat th button')[1].click();
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
        assumed: document.getElementById('assumed').textContent,
        page: document.documentElement.scrollWidth <= innerWidth,
        background: getComputedStyle(document.body).backgroundColor,
        elements: document.querySelectorAll('img, iframe, object').length,
        focusable: [...document.querySelectorAll('button, select, [tabindex]')].every((each) => each.tabIndex >= 0),
    };)";

} // namespace

TEST_CASE("a browser shows the heat map of a matrix, and the curve of the network that is chosen") {
    if (!test::have_browser()) return;
    auto result = test::sample_matrix();
    for (auto& each : result.rows[0].result.variants[3].runs)
        each.resent = 96;
    const auto page = report::to_page(result, {});
    CHECK(test::browse(page).messages == std::vector<std::string>());
    const auto seen = look_into(page, matrix_looks, {"--window-size=500,800"});
    CHECK(seen["cells"][0] == ordered_json({"fast-4g", "14", "27", "81 best", "57", "80"}));
    CHECK(seen["cells"][1] == ordered_json({"3g", "", "33", "80 best", "78", "78"}));
    CHECK(seen["cells"][2][0] == "cable INVALID");
    CHECK(seen["heads"] == ordered_json({"network", "seq", "1", "4", "all", "auto"}));
    CHECK(seen["head_colours"] == 1);
    CHECK(seen["first"] ==
          ordered_json({"median time", "limit", "packets dropped in a run", "segments sent again in a run"}));
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
    auto result = test::sample_matrix();
    for (auto& row : result.rows) {
        row.name += test::hostile_markup;
        test::lengthen_strings(row.result, test::hostile_markup);
    }
    result.left_out.emplace_back(test::hostile_markup);
    result.rows[0].result.what.assumed = test::hostile_markup;
    const auto seen = look_into(report::to_page(result, {}), matrix_looks, {"--force-dark-mode"});
    CHECK(seen["assumed"] == std::string(test::hostile_markup));
    CHECK(seen["background"] == "rgb(20, 23, 28)");
    CHECK(seen["elements"] == 0);
    CHECK(seen["cells"][0][0] == "fast-4g" + std::string(test::hostile_markup));
}

TEST_CASE("a cell that is chosen shows the requests of its median run, and is played beside others") {
    if (!test::have_browser()) return;
    const auto seen = look_into(report::to_page(test::sample_matrix(), {}), R"(
        const run = () => ({
            title: document.querySelector('#waterfalls h3')?.textContent ?? null,
            label: document.querySelector('#waterfalls canvas')?.getAttribute('aria-label') ?? null,
            chosen: document.getElementById('cell').selectedOptions[0].textContent,
            pressed: [...document.querySelectorAll('#heat [aria-pressed=true]')].map((each) => each.title),
            played: [...document.querySelectorAll('.played h3')].map((each) => each.textContent.split(' ')[0]),
            charts: Object.keys(Chart.instances).length,
        });
        const at_first = run();
        const cells = document.querySelectorAll('#heat td button');
        cells[3].click();
        const all_at_once = run();
        const by_list = document.getElementById('cell');
        by_list.value = '0';
        by_list.dispatchEvent(new Event('change'));
        return {at_first, all_at_once, by_list: run(), buttons: cells.length,
            flags: Chart.getChart(document.querySelector('#waterfalls canvas')).data.datasets.length};)",
                                {"--window-size=500,800"});
    CHECK(seen["buttons"] == 14);
    CHECK(seen["at_first"]["title"] == "fast-4g, concurrent-4"); // the best
    CHECK(seen["at_first"]["played"] == ordered_json({"sequential", "concurrent-4", "concurrent-auto"}));
    CHECK(seen["all_at_once"]["title"] == "fast-4g, concurrent-20");
    CHECK(seen["all_at_once"]["label"].get<std::string>().starts_with(
        "fast-4g, concurrent-20: 20 requests on 1 connection, "));
    CHECK(seen["all_at_once"]["chosen"] == "concurrent-20");
    CHECK(seen["all_at_once"]["pressed"].size() == 1);
    CHECK(seen["all_at_once"]["pressed"][0].get<std::string>().starts_with("fast-4g, concurrent-20: "));
    CHECK(seen["all_at_once"]["played"] ==
          ordered_json({"sequential", "concurrent-4", "concurrent-20", "concurrent-auto"}));
    CHECK(seen["by_list"]["title"] == "fast-4g, sequential");
    CHECK(seen["by_list"]["charts"] == 2); // those before are gone
}

TEST_CASE("requests beyond the page's room are left out and said to be") {
    auto result = test::sample_matrix();
    auto& first = result.rows[0].result.variants[0].median_run->requests;
    first.resize(20'001, first[0]);
    const auto page = report::to_page(result, {});
    const auto document = ordered_json::parse(
        test::between(page, R"(<script type="application/json" id="document">)", "</script>"));
    const auto& cells = document["matrix"]["rows"][0]["cells"];
    CHECK(cells[0]["waterfall"].is_null());
    CHECK(cells[1]["waterfall"]["flags"].size() == 20);
    CHECK(page.size() < std::size_t{1} << 20U);
    if (!test::have_browser()) return;
    const auto seen = look_into(page, R"(
        document.querySelector('#heat td button').click();
        return document.getElementById('waterfalls').textContent;)");
    CHECK(seen == "fast-4g, sequential: the page does not have its requests.");
}

TEST_CASE("on a projector nothing is cut off, and paper has every row and no part that scrolls") {
    if (!test::have_browser()) return;
    constexpr std::string_view looks = R"(
        const scrolls = (each) => ['auto', 'scroll'].includes(getComputedStyle(each).overflowX) && 
            each.scrollWidth > each.clientWidth && !each.closest('details:not([open])');
        const state = () => ({
            page: document.documentElement.scrollWidth <= innerWidth,
            scrolling: [...document.querySelectorAll('main *')].filter(scrolls).map((each) => each.id),
            folded: document.querySelectorAll('main > details:not([open])').length,
            play: document.getElementById('play').getClientRects().length,
            rows: [...document.querySelectorAll('tbody tr')].filter((row) => row.getClientRects().length > 0).length,
        });
        const on_screen = state();
        for (const sheet of document.styleSheets)
            for (const rule of sheet.cssRules)
                if (rule instanceof CSSMediaRule && rule.media.mediaText === 'print') rule.media.mediaText = 'all';
        document.body.style.width = '718px'; // A4 with margins
        dispatchEvent(new Event('beforeprint'));
        return {on_screen, on_paper: state()};)";
    const auto comparison = test::sample_comparison();
    for (const auto& [page, rows_on_paper] :
         {std::pair(report::to_page(comparison, {}), 2 * comparison.variants.size()), // results, and commands
          std::pair(report::to_page(test::sample_matrix(), {}), test::sample_matrix().rows.size())}) {
        const auto seen = look_into(page, looks, {"--window-size=1024,768"});
        CHECK(seen["on_screen"]["page"] == true);
        CHECK(seen["on_screen"]["scrolling"] == ordered_json::array());
        CHECK(seen["on_paper"]["page"] == true);
        CHECK(seen["on_paper"]["scrolling"] == ordered_json::array());
        CHECK(seen["on_paper"]["folded"] == 0);
        CHECK(seen["on_paper"]["play"] == 0);
        CHECK(seen["on_paper"]["rows"] == rows_on_paper);
    }
}

TEST_CASE("what was on its way to the client is drawn under the waterfall, on the same time axis") {
    if (!test::have_browser()) return;
    auto result = test::sample_matrix();
    for (auto& each : result.rows[0].result.variants)
        each.median_run->path = {{.ms = 1, .in_flight = 30'000, .queued = 15'000},
                                 {.ms = 90, .in_flight = 67'500, .queued = 67'500, .dropped = 12},
                                 {.ms = 300, .dropped = 12}};
    const auto seen = look_into(report::to_page(result, {}), R"(
        const [above, below] = [...document.querySelectorAll('#waterfalls canvas')].map((canvas) => Chart.getChart(canvas));
        return {
            label: below.canvas.getAttribute('aria-label'),
            datasets: below.data.datasets.map(({label}) => label),
            points: below.data.datasets[1].data,
            left: Math.abs(above.chartArea.left - below.chartArea.left),
            right: Math.abs(above.chartArea.right - below.chartArea.right),
            ends: [above.scales.x.max, below.scales.x.max],
            tables: [...document.querySelectorAll('#waterfalls table')].map((each) => each.ariaLabel),
        };)");
    CHECK(seen["label"] == "fast-4g, concurrent-4, on its way to the client: at most 67.5&nbsp;kB in flight, "
                           "67.5&nbsp;kB in the queue; 12 packets dropped by it");
    CHECK(seen["datasets"] ==
          ordered_json({"bytes in flight", "bytes in the queue", "packets dropped so far"}));
    CHECK(seen["points"].size() == 4); // the last one holds until the end
    CHECK(seen["points"][1] == ordered_json({{"x", 90}, {"y", 67'500}}));
    CHECK(seen["left"] < 1);
    CHECK(seen["right"] < 1);
    CHECK(seen["ends"][0] == seen["ends"][1]);
    CHECK(seen["tables"] == ordered_json({"Requests", "Path"}));
}
