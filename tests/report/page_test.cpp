// The HTML page: that nothing from outside can break it, and what a browser makes of it.
#include "bench/process.hpp"
#include "report/page.hpp"
#include "report/sample_comparison.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using nlohmann::ordered_json;
using report::to_page;

namespace {

constexpr std::string_view hostile =
    R"(</script><img src=x onerror="document.title='taken'"><!--<script>document.title='taken'</script>)";

// A flag of one colour, which no chart uses.
const report::image one_colour = {.media_type = "image/svg+xml",
                                  .bytes =
                                      R"(<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">)"
                                      R"(<rect width="40" height="30" fill="#123456"/></svg>)"};

std::string hostile_after(std::string text) { return text += hostile; }

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

std::string between(const std::string& text, std::string_view before, std::string_view after) {
    const auto begin = text.find(before);
    if (begin == std::string::npos) return {};
    const auto first = begin + before.size();
    return text.substr(first, text.find(after, first) - first);
}

std::string embedded_json(const std::string& page) {
    return between(page, R"(<script type="application/json" id="document">)", "</script>");
}

// ---- a browser ----
bool have_browser() {
    const bool there = !bench::find_program("chromium").empty();
    if (!there) std::puts("SKIPPED: there is no browser (apt-get install chromium)");
    return there;
}

struct shown {
    std::string dom;                   // after all scripts
    std::vector<std::string> messages; // of the page, and the browser's own: errors, what its policy refused
};

std::vector<std::string> console_lines(const std::string& log) {
    std::vector<std::string> lines;
    std::istringstream text(log);
    for (std::string line; std::getline(text, line);)
        if (line.find("CONSOLE") != std::string::npos) lines.push_back(line);
    return lines;
}

// What a headless browser, without a network and in a folder of its own, makes of a page.
shown browse(const std::string& page, const std::vector<std::string>& options) {
    const test::temp_dir folder;
    const auto file = folder.path() / "page.html";
    const auto dom = folder.path() / "dom";
    const auto log = folder.path() / "log";
    std::ofstream(file) << page;
    bench::command start = {
        .argv = {"setpriv", "--pdeathsig", "KILL", "sh", "-c",
                 R"(dom=$1; log=$2; shift 2; exec "$@" >"$dom" 2>"$log")", "sh", dom, log, "chromium",
                 // Neither root nor a container gets a sandbox of its own, and the page is ours.
                 "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--host-resolver-rules=MAP * ~NOTFOUND",
                 "--user-data-dir=" + (folder.path() / "profile").string(), "--window-size=1000,800",
                 "--enable-logging=stderr", "--dump-dom"},
        .environment = {"HOME=" + folder.path().string(), "XDG_CONFIG_HOME=", "XDG_CACHE_HOME="},
        .time_limit = 110s};
    start.argv.insert(start.argv.end(), options.begin(), options.end());
    start.argv.push_back("file://" + file.string());
    const auto end = bench::run(start);
    const auto said = test::read_file(log);
    INFO(said);
    REQUIRE(end.exit_code == 0);
    return {.dom = test::read_file(dom), .messages = console_lines(said)};
}

// Looks at the page from inside once it is drawn. The page's policy allows no script but its own, so it goes.
constexpr std::string_view look = R"(<script>addEventListener('load', () => {
    console.log('the test looks');
    const colours_of = (canvas) => {
        const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] === 255)
                seen.add('#' + [...data.slice(i, i + 3)].map((c) => c.toString(16).padStart(2, '0')).join(''));
        return seen;
    };
    const wanted = ['#ff9d3c', '#52c46a', '#5aa9f5', '#123456', '#ff9d6e'];
    const seen = document.createElement('output');
    seen.textContent = JSON.stringify({
        background: getComputedStyle(document.body).backgroundColor,
        canvases: [...document.querySelectorAll('canvas')].map((canvas) => {
            const colours = colours_of(canvas);
            return {height: canvas.height, colours: wanted.filter((colour) => colours.has(colour))};
        }),
        title: document.title,
        elements: document.querySelectorAll('img, iframe, object').length,
        first_variant: document.querySelector('#results tbody th').textContent,
    }).replace(/[<>&]/g, (c) => '\\u00' + c.charCodeAt(0).toString(16));
    document.body.append(seen);
});</script>)";

std::string looked_at(std::string page) {
    const auto policy = page.find("<meta http-equiv=\"Content-Security-Policy\"");
    page.erase(policy, page.find('\n', policy) - policy);
    return page.insert(page.rfind("</body>"), look);
}

std::vector<std::string> many_codes() {
    std::vector<std::string> codes;
    for (char first = 'A'; codes.size() < 249; ++first)
        for (char second = 'A'; second <= 'Z' && codes.size() < 249; ++second)
            codes.push_back({first, second});
    return codes;
}

} // namespace

TEST_CASE("a page carries its document, its pictures and Chart.js with its licence") {
    const auto comparison = test::sample_comparison();
    const auto page = to_page(comparison, {{"BR", {.media_type = "image/png", .bytes = "123"}},
                                           {"CN", {.media_type = "image/gif", .bytes = "1234"}},
                                           {"DE", {.media_type = "image/gif", .bytes = "12345"}}});
    const auto carried = ordered_json::parse(embedded_json(page));
    CHECK(carried["comparison"] == comparison);
    CHECK(carried["thumbnails"] == ordered_json({{"BR", "data:image/png;base64,MTIz"},
                                                 {"CN", "data:image/gif;base64,MTIzNA=="},
                                                 {"DE", "data:image/gif;base64,MTIzNDU="}}));
    CHECK(page.find("Chart.js v") != std::string::npos);
    CHECK(page.find("Released under the MIT License") != std::string::npos);
    CHECK(page.find("{{") == page.npos);
}

TEST_CASE("a page forbids itself every network") {
    const auto page = to_page(test::sample_comparison(), {});
    const auto policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    CHECK(std::regex_match(policy, std::regex("default-src 'none'; img-src data:; "
                                              "style-src 'sha256-[A-Za-z0-9+/]{43}='; "
                                              "script-src( 'sha256-[A-Za-z0-9+/]{43}='){2}; "
                                              "base-uri 'none'; form-action 'none'")));
}

TEST_CASE("a picture that is too large is left out") {
    const auto page = to_page(test::sample_comparison(),
                              {{"BR", {.media_type = "image/png", .bytes = std::string(65'536, 'x')}},
                               {"CN", {.media_type = "image/png", .bytes = std::string(65'537, 'x')}}});
    const auto pictures = ordered_json::parse(embedded_json(page))["thumbnails"];
    CHECK(pictures.contains("BR"));
    CHECK_FALSE(pictures.contains("CN"));
}

TEST_CASE("no string can leave the data of a page") {
    auto comparison = test::sample_comparison();
    const auto harmless = to_page(comparison, {});
    test::lengthen_strings(comparison, hostile);
    comparison["sentence"] = "\xff";
    const auto page =
        to_page(comparison, {{std::string(hostile), {.media_type = std::string(hostile), .bytes = "x"}}});
    CHECK(count(page, "<script") == count(harmless, "<script"));
    CHECK(count(page, "</script") == count(harmless, "</script"));
    CHECK(count(page, "<img") == 0);
    CHECK(count(embedded_json(page), "<") == 0);
    comparison["sentence"] = "\xef\xbf\xbd";
    CHECK(ordered_json::parse(embedded_json(page))["comparison"] == comparison);
}

TEST_CASE("a browser shows the numbers of the document without a complaint") {
    if (!have_browser()) return;
    auto comparison = test::sample_comparison();
    auto& variants = comparison["variants"];
    // What three digits are.
    variants[0]["median_s"] = 123.4;
    variants[1]["median_s"] = 12.345;
    variants[2]["median_s"] = 0.0123456;
    variants[3]["median_s"] = 0.99951;
    for (const char* const unknown : {"median_s", "interval_s", "speedup", "speedup_interval", "efficiency"})
        variants[4][unknown] = nullptr;
    const auto page = browse(to_page(comparison, {{"BR", one_colour}}), {});
    CHECK(page.messages == std::vector<std::string>());
    CHECK(page.dom.find("<h1 id=\"title\">20 flags, rtt 100ms, down 9M</h1>") != std::string::npos);
    CHECK(page.dom.find(R"(role="alert" hidden="")") != std::string::npos);

    std::vector<double> wanted;
    for (const auto& variant : variants) {
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
    std::vector<double> told;
    std::vector<std::string> texts;
    const std::regex number("<data value=\"([^\"]*)\">([^<]*)</data>");
    for (std::sregex_iterator found(table.begin(), table.end(), number), end; found != end; ++found) {
        told.push_back(std::stod((*found)[1]));
        texts.push_back((*found)[2]);
    }
    CHECK(told == wanted);
    REQUIRE(texts.size() == 44);
    CHECK(texts[0] == "123&nbsp;s");
    CHECK(texts[4] == "0.980");
    CHECK(texts[7] == "98.3&nbsp;%");
    CHECK(texts[11] == "12.3&nbsp;s");
    CHECK(texts[22] == "12.3&nbsp;ms");
    CHECK(texts[33] == "1.00&nbsp;s");
}

TEST_CASE("a browser draws the charts of 249 hostile flags in the dark, and says what it left out") {
    if (!have_browser()) return;
    auto comparison = test::sample_comparison(many_codes());
    test::lengthen_strings(comparison, hostile);
    comparison["valid"] = false;
    comparison["invalid"] = {hostile_after("late")};
    const std::map<std::string, report::image> pictures = {{hostile_after("AA"), one_colour}};
    for (auto& variant : comparison["variants"])
        if (variant["waterfall"].is_object())
            for (auto& flag : variant["waterfall"]["flags"])
                flag["outcome"] = "ok";
    const auto page = browse(looked_at(to_page(comparison, pictures)), {"--force-dark-mode"});
    REQUIRE(page.messages.size() == 1);
    CHECK(page.messages[0].find("the test looks") != std::string::npos);
    CHECK(count(page.dom, "189 between them are left out") == 1);
    CHECK(count(page.dom, "190 between them are left out") == 1); // one was tried again
    CHECK(between(page.dom, R"(role="alert">)", "</section>").find("<li>late&lt;/script&gt;") !=
          std::string::npos);

    const auto seen = ordered_json::parse(between(page.dom, "<output>", "</output>").c_str());
    CHECK(seen["background"] == "rgb(20, 23, 28)");
    CHECK(seen["title"].get<std::string>().starts_with("INVALID: 249 flags"));
    CHECK(seen["elements"] == 0);
    CHECK(seen["first_variant"].get<std::string>() == hostile_after("sequential"));
    REQUIRE(seen["canvases"].size() == 4);
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        CHECK(seen["canvases"][i]["height"] < 2000);
        CHECK(seen["canvases"][i]["colours"] == ordered_json({"#ff9d3c", "#52c46a", "#5aa9f5", "#123456"}));
    }
    CHECK(seen["canvases"][3]["colours"] == ordered_json({"#ff9d6e"}));
}
