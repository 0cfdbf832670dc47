// The HTML page as a browser shows it: numbers, charts, colours, and that no server can put in more.
#include "netlab/profiles.hpp"
#include "report/browser.hpp"
#include "report/comparison_json.hpp"
#include "report/page.hpp"
#include "report/sample_comparison.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

using namespace flags;
using nlohmann::ordered_json;
using report::to_page;
using test::between;
using test::browse;
using test::have_browser;
using test::look_into;

namespace {

// A flag of one colour, which no chart uses.
const report::image one_colour = {.media_type = "image/svg+xml",
                                  .bytes =
                                      R"(<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">)"
                                      R"(<rect width="40" height="30" fill="#123456"/></svg>)"};

std::string hostile_after(std::string text) { return text += test::hostile_markup; }

// Colours and texts.
constexpr std::string_view appearance = R"(
    const colours_of = (canvas) => {
        // A copy, because the browser warns of reading again and again from a canvas that is drawn to.
        const copy = Object.assign(document.createElement('canvas'), {width: canvas.width, height: canvas.height});
        const context = copy.getContext('2d', {willReadFrequently: true});
        context.drawImage(canvas, 0, 0);
        const {data} = context.getImageData(0, 0, copy.width, copy.height);
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] === 255)
                seen.add('#' + [...data.slice(i, i + 3)].map((c) => c.toString(16).padStart(2, '0')).join(''));
        return seen;
    };
    document.getElementById('one-scale').click(); // on one scale the bars of so many are too thin to be found
    // connect, wait, receive, the flag, the first variant: in the dark, and in the light
    const wanted = ['#ff9d3c', '#52c46a', '#5aa9f5', '#123456', '#ff9d6e',
                    '#f0871a', '#2e9e44', '#1a73d0', '#c2410c'];
    const drawn = () => ({
        background: getComputedStyle(document.body).backgroundColor,
        canvases: [...document.querySelectorAll('canvas')].map((canvas) => {
            const colours = colours_of(canvas);
            return {height: canvas.height, colours: wanted.filter((colour) => colours.has(colour))};
        }),
    });
    const on_screen = drawn();
    dispatchEvent(new Event('beforeprint'));
    return {
        on_screen,
        on_paper: drawn(),
        reasons: document.getElementById('invalid').textContent,
        notes: [...document.querySelectorAll('figcaption small')].map((note) => note.textContent),
        title: document.title,
        elements: document.querySelectorAll('img, iframe, object').length,
        first_variant: document.querySelector('#results tbody th').textContent,
    };)";

// Three waterfalls of a height that can be looked at, and the samples.
void check_drawn(const ordered_json& seen, const char* background, const ordered_json& in_waterfalls,
                 const ordered_json& in_samples) {
    CHECK(seen["background"] == background);
    REQUIRE(seen["canvases"].size() == 4);
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        CHECK(seen["canvases"][i]["height"] < 2000);
        CHECK(seen["canvases"][i]["colours"] == in_waterfalls);
    }
    CHECK(seen["canvases"][3]["colours"] == in_samples);
}

std::vector<std::string> many_codes() {
    std::vector<std::string> codes;
    for (char first = 'A'; codes.size() < 249; ++first)
        for (char second = 'A'; second <= 'Z' && codes.size() < 249; ++second)
            codes.push_back({first, second});
    return codes;
}

} // namespace

TEST_CASE("a browser shows the numbers of the document without an error") {
    if (!have_browser()) return;
    auto comparison = test::sample_comparison();
    // What three digits are.
    const std::vector medians{123.4, 12.345, 0.0123456, 0.99951};
    for (std::size_t i = 0; i < medians.size(); ++i)
        comparison.variants[i].median->value = medians[i];
    comparison.variants[0].speedup = {.value = 1, .confidence = {.low = 0.98, .high = 1.01}};
    comparison.variants[0].limit->seconds = 121.3;
    comparison.variants[4].median.reset();
    comparison.variants[4].speedup.reset();
    const auto page = browse(to_page(comparison, {{"BR", one_colour}}));
    CHECK(page.messages == std::vector<std::string>());
    CHECK(page.dom.find("<h1 id=\"title\">20 flags, rtt 100ms, down 9M</h1>") != std::string::npos);
    CHECK(page.dom.find(R"(role="alert" hidden="")") != std::string::npos);

    std::vector<double> wanted;
    const auto document = report::to_json(comparison);
    for (const auto& variant : document["variants"]) {
        const auto add = [&](const ordered_json& value) {
            if (value.is_number()) wanted.push_back(value.get<double>());
        };
        add(variant["median_s"]);
        for (const auto& bound : variant["interval_s"])
            add(bound);
        add(variant["speedup"]);
        for (const auto& bound : variant["speedup_interval"])
            add(bound);
        for (const char* const name : {"limit_s", "efficiency", "connections", "retries", "failures"})
            add(variant[name]);
    }
    const auto table = between(page.dom, "<div id=\"results\"", "</table>");
    std::vector<double> result;
    std::vector<std::string> texts;
    const std::regex number("<data value=\"([^\"]*)\">([^<]*)</data>");
    for (std::sregex_iterator found(table.begin(), table.end(), number), end; found != end; ++found) {
        result.push_back(std::stod((*found)[1]));
        texts.push_back((*found)[2]);
    }
    CHECK(result == wanted);
    REQUIRE(texts.size() == 44);
    CHECK(texts[0] == "123&nbsp;s");
    CHECK(texts[4] == "0.980");
    CHECK(texts[7] == "98.3&nbsp;%");
    CHECK(texts[11] == "12.3&nbsp;s");
    CHECK(texts[22] == "12.3&nbsp;ms");
    CHECK(texts[33] == "1.00&nbsp;s");
}

TEST_CASE("a probe that was not measured is shown as such, and everything is drawn") {
    if (!have_browser()) return;
    auto comparison = test::sample_comparison({"BR"});
    comparison.what.lab->path.jitter = std::chrono::milliseconds(5);
    comparison.lab->probes[1].rtt.reset();
    comparison.lab->retransmissions = 612;
    comparison.lab->down.further = {{"duplicated", 7}, {"policed", 2}};
    const auto seen = look_into(to_page(comparison, {}), R"(
        return {
            canvases: document.querySelectorAll('canvas').length,
            facts: [...document.querySelectorAll('#facts dd')].map((fact) => fact.textContent),
        };)",
                                {});
    CHECK(seen["canvases"] == 4);
    const auto has = [&](const std::string& fact) {
        return std::ranges::any_of(seen["facts"], [&](const ordered_json& each) {
            return each.get<std::string>().starts_with(fact);
        });
    };
    CHECK(has("100&nbsp;ms; expected 105&nbsp;ms"));
    CHECK(has("not measured; expected 105&nbsp;ms"));
    CHECK(has("rtt 100 to 110&nbsp;ms, down 9.00&nbsp;Mbit/s"));
    CHECK(has("612"));
    CHECK(has(
        "63,882 carried, 3 dropped at a full queue, 0 lost, 0 missed by the ferry, 7 duplicated, 2 policed"));
}

TEST_CASE("a narrow page scrolls its table and not itself, and a known network has its name") {
    if (!have_browser()) return;
    auto comparison = test::sample_comparison();
    comparison.what.lab->path = netlab::find_profile("dsl")->path;
    comparison.what.lab->path.seed = 7;
    comparison.variants[0].runs.resize(4);
    const auto seen = look_into(to_page(comparison, {}), R"(
        const results = document.getElementById('results');
        return {
            page: document.documentElement.scrollWidth <= innerWidth,
            table: results.scrollWidth > results.clientWidth,
            title: document.title,
            intervals: [...results.querySelectorAll('tbody tr')].map((row) => row.querySelectorAll('small').length),
        };)",
                                {"--window-size=500,800"});
    CHECK(seen["page"] == true);
    CHECK(seen["table"] == true);
    CHECK(seen["title"].get<std::string>().starts_with("20 flags, dsl: rtt 50ms, "));
    CHECK(seen["intervals"] == ordered_json({0, 2, 2, 2, 2})); // below 5 runs there are none
}

TEST_CASE("a chart that cannot be drawn says so, and the others are drawn") {
    if (!have_browser()) return;
    auto page = to_page(test::sample_comparison({"BR"}), {});
    const std::string requests = R"("flags":[)";
    page.replace(page.find(requests), requests.size(), R"("flags":7,"x":[)");
    const auto drawn = browse(page);
    CHECK(drawn.messages.size() == 3); // the legend, the first waterfall, and what is played
    CHECK(drawn.dom.find("This part could not be shown: ") != std::string::npos);
    std::size_t canvases = 0;
    for (auto at = drawn.dom.find("<canvas"); at != std::string::npos; at = drawn.dom.find("<canvas", at + 1))
        ++canvases;
    CHECK(canvases == 3);
}

TEST_CASE("a browser draws 249 hostile flags, in the dark and on paper, and says what it left out") {
    if (!have_browser()) return;
    auto comparison = test::sample_comparison(many_codes());
    test::lengthen_strings(comparison, test::hostile_markup);
    comparison.lab->invalid = {hostile_after("late")};
    const std::map<std::string, report::image> pictures = {{hostile_after("AA"), one_colour}};
    for (auto& variant : comparison.variants)
        if (variant.median_run)
            for (auto& request : variant.median_run->requests)
                request.outcome = "ok";
    const auto seen = look_into(to_page(comparison, pictures), appearance, {"--force-dark-mode"});
    CHECK(seen["reasons"].get<std::string>().find(hostile_after("late")) != std::string::npos);
    CHECK(seen["notes"][0].get<std::string>().find("; 189 between them are left out.") != std::string::npos);
    CHECK(seen["notes"][1].get<std::string>().find("left out") == std::string::npos);
    CHECK(seen["notes"][2].get<std::string>().find("; 190 between them") != std::string::npos); // one retry
    CHECK(seen["title"].get<std::string>().starts_with("INVALID: 249 flags"));
    CHECK(seen["elements"] == 0);
    CHECK(seen["first_variant"].get<std::string>() == hostile_after("sequential"));
    check_drawn(seen["on_screen"], "rgb(20, 23, 28)", {"#ff9d3c", "#52c46a", "#5aa9f5", "#123456"},
                {"#ff9d6e"});
    // Paper is white, whatever the screen is.
    check_drawn(seen["on_paper"], "rgb(255, 255, 255)", {"#123456", "#f0871a", "#2e9e44", "#1a73d0"},
                {"#c2410c"});
}

TEST_CASE("the window is drawn over the waterfall of a variant that has one, and told in words and numbers") {
    if (!have_browser()) return;
    const auto comparison = test::sample_comparison({"BR", "CN"});
    const auto seen = look_into(to_page(comparison, {}), R"(
        const figures = [...document.querySelectorAll('#waterfalls figure')];
        const is_pink = (canvas) => {
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 0; i < data.length; i += 4)
                if (data[i] === 0xa3 && data[i + 1] === 0 && data[i + 2] === 0x7f) return true;
            return false;
        };
        return {
            legend: document.getElementById('legend').textContent,
            drawn: figures.map((figure) => is_pink(figure.querySelector('canvas'))),
            labels: figures.map((figure) => figure.querySelector('canvas').getAttribute('aria-label')),
            tables: figures.map((figure) => [...figure.querySelectorAll('table')].map((table) => table.ariaLabel)),
            last: [...figures[2].querySelectorAll('table')].at(-1).rows[3].textContent,
        };)",
                                {});
    CHECK(seen["drawn"] == ordered_json({false, false, true}));
    CHECK(seen["legend"].get<std::string>().contains("window: bytes"));
    CHECK_FALSE(seen["labels"][0].get<std::string>().contains("window"));
    CHECK(seen["labels"][2].get<std::string>().contains(
        "; window 240&nbsp;kB at first, 240&nbsp;kB at most, 180&nbsp;kB at the end (11 requests: whole "
        "rounds showed the rate)"));
    CHECK(seen["tables"] == ordered_json({{"Requests"}, {"Requests"}, ordered_json({"Requests", "Window"})}));
    CHECK(seen["last"].get<std::string>().ends_with("whole rounds showed the rate"));
}

TEST_CASE("no window is spoken of where no variant has one") {
    if (!have_browser()) return;
    auto comparison = test::sample_comparison({"BR"});
    comparison.variants[2].median_run->window.clear();
    const auto seen =
        look_into(to_page(comparison, {}), "return document.getElementById('legend').textContent;", {});
    CHECK_FALSE(seen.get<std::string>().contains("window"));
}

TEST_CASE("requests at one time on one connection have rows of their own, and one scale holds for all or "
          "each has its own") {
    if (!have_browser()) return;
    auto comparison = test::sample_comparison({"BR", "CN", "DE"});
    auto& together = *comparison.variants[2].median_run;
    for (auto& request : together.requests)
        request.connection = 1;
    together.requests[0].ideal_ms.reset();
    together.wall_s = 1.0;
    comparison.variants[0].median_run->wall_s = 7.0;
    const auto seen = look_into(to_page(comparison, {}), R"(
        const charts = [...document.querySelectorAll('#waterfalls canvas')].map((canvas) => Chart.getChart(canvas));
        const ends = () => charts.map((chart) => chart.scales.x.max);
        const together = ends();
        document.getElementById('one-scale').click();
        return {
            rows: charts.map((chart) => chart.data.labels.length),
            ideals: charts.map((chart) => chart.data.datasets.at(-1).data.length),
            apart: ends(),
            together,
        };)",
                                {});
    CHECK(seen["rows"] == ordered_json({3, 1, 3}));
    CHECK(seen["ideals"] == ordered_json({3, 3, 2}));
    CHECK(seen["apart"][2] == 1000);
    CHECK(seen["together"] == ordered_json({7000, 7000, 7000}));
}
