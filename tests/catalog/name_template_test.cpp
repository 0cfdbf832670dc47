// Templates of file names: what they make, and what is refused.
#include <flags/base/error.hpp>
#include <flags/catalog/name_template.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;
using flags::catalog::country_code;
using flags::catalog::name_template;

namespace {

const country_code br = country_code::parse("BR");

} // namespace

TEST_CASE("placeholders stand for the code and for the country, with underscores for spaces") {
    const struct {
        std::string_view text;
        std::string_view name;
        bool tells_flags_apart;
        bool asks_for_country;
    } table[] = {
        {"{CC}", "BR", true, false},
        {"{cc}", "br", true, false},
        {"{country}", "United_States", true, true},
        {"flag of {country} ({CC}), {cc}", "flag of United_States (BR), br", true, true},
        {"all", "all", false, false},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        const auto names = name_template::parse(row.text);
        CHECK(names.stem_for(br, 251, "United States") == row.name);
        CHECK(names.tells_flags_apart() == row.tells_flags_apart);
        CHECK(names.asks_for_country() == row.asks_for_country);
    }
}

TEST_CASE("until the country is known, its placeholder stands in the name") {
    CHECK(name_template::parse("x-{country}").stem_for(br, 251) == "x-{country}");
}

TEST_CASE("a country cannot break out of its place, nor the whole become what it must not be") {
    const auto names = name_template::parse("{country}");
    CHECK(names.stem_for(br, 251, "../.. /x") == "_..__x");
    CHECK(names.stem_for(br, 251, "{CC}") == "{CC}");
    CHECK(names.stem_for(br, 10, "0123456789012") == "0123456789");
    CHECK(name_template::parse("C{CC}").stem_for(country_code::parse("ON"), 251) == "_CON");
}

TEST_CASE("wrong templates are refused by a sentence that shows right ones") {
    const struct {
        std::string_view text;
        std::string_view why;
    } table[] = {
        {"", "empty"},
        {"{x}", "placeholders are"},
        {"{cc", "placeholders are"},
        {"}", "placeholders are"},
        {"a/{cc}", "plain name"},
        {".{cc}", "plain name"},
        {"-{cc}", "plain name"},
        {"{cc}.", "plain name"},
        {"{cc}\n", "plain name"},
        {"{cc}\0"sv, "plain name"},
        {" {cc}", "plain name"},
        {"NUL", "plain name"},
        {"\u202E{cc}", "plain name"}, // NOLINT(misc-misleading-bidirectional): refused
        {"{cc}\xFF", "plain name"},
        {"{cc}:x", "plain name"},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        const auto sentence = [&]() -> std::string {
            try {
                static_cast<void>(name_template::parse(row.text));
            } catch (const flags::usage_error& e) {
                return e.what();
            }
            return "nothing was refused";
        }();
        CAPTURE(sentence);
        CHECK(sentence.contains(row.why));
        CHECK(sentence.contains("{country}"));
    }
    CHECK_THROWS_AS(static_cast<void>(name_template::parse(std::string(201, 'x'))), flags::usage_error);
    CHECK(name_template::parse(std::string(200, 'x')).stem_for(br, 251) == std::string(200, 'x'));
}
