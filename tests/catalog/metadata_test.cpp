// The country's name in what a server sends, and everything else that it could send.
#include <flags/base/error.hpp>
#include <flags/catalog/metadata.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using flags::catalog::country_in_metadata;
using flags::catalog::metadata_limit;

TEST_CASE("the country is read, whatever else is there") {
    CHECK(country_in_metadata(R"({"country": "Bangladesh"})", "u") == "Bangladesh");
    CHECK(country_in_metadata(R"({"tld_cc": ".tr", "country": "T\u00fcrkiye", "x": [1, {"country": 2}]})",
                              "u") == "T\u00FCrkiye");
    std::string padded = R"({"country": "X"})";
    padded.resize(metadata_limit, ' ');
    CHECK(country_in_metadata(padded, "u") == "X");
}

TEST_CASE("metadata without a country is refused by a sentence that names its URL") {
    const struct {
        std::string text;
        std::string_view why;
    } table[] = {
        {"", "not JSON"},
        {"<html>", "not JSON"},
        {R"({"country": "X"} x)", "not JSON"},
        {"{\"country\": \"\xFF\"}", "not JSON"},
        {std::string(metadata_limit, '['), "not JSON"},
        {"[]", "no \"country\""},
        {"null", "no \"country\""},
        {"{}", "no \"country\""},
        {R"({"country": null})", "no \"country\""},
        {R"({"country": ["X"]})", "no \"country\""},
        {R"({"country": ""})", "no \"country\""},
        {R"({"country": "X"})" + std::string(metadata_limit, ' '), "larger than 16 KiB"},
    };
    for (const auto& row : table) {
        CAPTURE(row.why);
        const auto sentence = [&]() -> std::string {
            try {
                return country_in_metadata(row.text, "http://h/br/metadata.json");
            } catch (const flags::content_error& e) {
                return e.what();
            }
        }();
        CAPTURE(sentence);
        CHECK(sentence.starts_with("http://h/br/metadata.json: "));
        CHECK(sentence.contains(row.why));
    }
}
