// Codes: what is read, what is refused, how they compare; and the default selection.
#include <flags/base/error.hpp>
#include <flags/catalog/country_code.hpp>
#include <flags/catalog/pop20.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <unordered_set>

using namespace std::string_view_literals;
using flags::usage_error;
using flags::catalog::country_code;
using flags::catalog::pop20;

TEST_CASE("a code is read in any case and written in both") {
    for (const auto text : {"BR", "br", "Br", "bR"}) {
        CAPTURE(text);
        const auto code = country_code::parse(text);
        CHECK(code.upper() == "BR");
        CHECK(code.lower() == "br");
    }
    CHECK(country_code::parse("az").upper() == "AZ");
    CHECK(country_code::parse("ZA").lower() == "za");
}

TEST_CASE("anything but two ASCII letters is a usage error that names it") {
    for (const auto text : {""sv, "B"sv, "BRA"sv, "B1"sv, "1B"sv, "B "sv, " B"sv, "@A"sv, "A["sv, "`a"sv,
                            "a{"sv, "é"sv, ".."sv, "b/"sv, "\0b"sv}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)country_code::parse(text), usage_error);
    }
    CHECK_THROWS_WITH((void)country_code::parse("xyz"), doctest::Contains("\"xyz\""));
}

TEST_CASE("the sentence about a hostile code is short and has no control characters") {
    try {
        (void)country_code::parse("\x1b[2J" + std::string(100'000, 'x'));
        FAIL("accepted");
    } catch (const usage_error& e) {
        const std::string_view sentence = e.what();
        CHECK(sentence.size() < 200);
        CHECK(sentence.find('\x1b') == std::string_view::npos);
    }
}

TEST_CASE("codes are ordered alphabetically and hash by value") {
    CHECK(country_code::parse("AZ") < country_code::parse("BA"));
    CHECK(country_code::parse("ba") == country_code::parse("BA"));
    const std::unordered_set<country_code> set{country_code::parse("BR"), country_code::parse("br"),
                                               country_code::parse("CN")};
    CHECK(set.size() == 2);
    CHECK(set.contains(country_code::parse("cn")));
}

TEST_CASE("the default selection is the book's, in its order") {
    std::string joined;
    for (const auto& code : pop20)
        joined += code.upper() + " ";
    CHECK(joined == "CN IN US ID BR PK NG BD RU JP MX PH VN ET EG DE IR TR CD FR ");
    CHECK(std::set(pop20.begin(), pop20.end()).size() == 20);
}
