// The HTML page as a text: what it carries, what it forbids, and that nothing from outside can break it.
#include "report/browser.hpp"
#include "report/comparison_json.hpp"
#include "report/page.hpp"
#include "report/sample_comparison.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <regex>
#include <string>
#include <string_view>

using namespace flags;
using nlohmann::ordered_json;
using report::to_page;
using test::between;

namespace {

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

std::string embedded_json(const std::string& page) {
    return between(page, R"(<script type="application/json" id="document">)", "</script>");
}

} // namespace

TEST_CASE("a page carries its document, its pictures and Chart.js with its licence") {
    const auto comparison = test::sample_comparison();
    const auto page = to_page(comparison, {{"BR", {.media_type = "image/png", .bytes = "123"}},
                                           {"CN", {.media_type = "image/gif", .bytes = "1234"}},
                                           {"DE", {.media_type = "image/gif", .bytes = "12345"}}});
    const auto carried = ordered_json::parse(embedded_json(page));
    CHECK(carried["comparison"] == report::to_json(comparison));
    CHECK(carried["thumbnails"] == ordered_json({{"BR", "data:image/png;base64,MTIz"},
                                                 {"CN", "data:image/gif;base64,MTIzNA=="},
                                                 {"DE", "data:image/gif;base64,MTIzNDU="}}));
    CHECK(page.find("Chart.js v") != std::string::npos);
    CHECK(page.find("Released under the MIT License") != std::string::npos);
    CHECK(page.find("{{") == page.npos);
}

TEST_CASE("a page forbids all network access") {
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

TEST_CASE("no string can end the data of a page") {
    auto comparison = test::sample_comparison();
    const auto harmless = to_page(comparison, {});
    test::lengthen_strings(comparison, test::hostile_markup);
    comparison.sentence = "\xff";
    const auto page =
        to_page(comparison, {{std::string(test::hostile_markup),
                              {.media_type = std::string(test::hostile_markup), .bytes = "x"}}});
    CHECK(count(page, "<script") == count(harmless, "<script"));
    CHECK(count(page, "</script") == count(harmless, "</script"));
    CHECK(count(page, "<img") == 0);
    CHECK(count(embedded_json(page), "<") == 0);
    comparison.sentence = "\xef\xbf\xbd";
    CHECK(ordered_json::parse(embedded_json(page))["comparison"] == report::to_json(comparison));
}
