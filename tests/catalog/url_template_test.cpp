// Servers: the URLs that good text makes, and the sentences that wrong text gets.
#include <flags/base/error.hpp>
#include <flags/catalog/url_template.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace std::string_view_literals;
using flags::usage_error;
using flags::catalog::country_code;
using flags::catalog::url_template;

TEST_CASE("a base and a template make the URLs they promise") {
    const struct {
        std::string_view text;
        std::string_view url;
    } table[] = {
        {flags::catalog::original_site, "https://www.fluentpython.com/data/flags/bd/bd.gif"},
        {"http://127.0.0.1:8000/flags", "http://127.0.0.1:8000/flags/bd/bd.gif"},
        {"http://127.0.0.1:8000/flags/", "http://127.0.0.1:8000/flags/bd/bd.gif"},
        {"http://127.0.0.1:8000/flags///", "http://127.0.0.1:8000/flags/bd/bd.gif"},
        {"HTTPS://Example.org", "HTTPS://Example.org/bd/bd.gif"},
        {"http://[::1]:81", "http://[::1]:81/bd/bd.gif"},
        {"https://example.org/{cc}.{ext}", "https://example.org/bd.gif"},
        {"https://example.org/{CC}.png", "https://example.org/BD.png"},
        {"https://example.org/{CC}/{cc}?kind={ext}", "https://example.org/BD/bd?kind=gif"},
        {"https://{cc}.example.org/flag", "https://bd.example.org/flag"},
        {"https://example.org/%7Bx/{cc}", "https://example.org/%7Bx/bd"},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        CHECK(url_template::parse(row.text).url_for(country_code::parse("BD"), "gif") == row.url);
    }
}

TEST_CASE("wrong text is a usage error that names it, says why and shows a right one") {
    const struct {
        std::string_view text;
        std::string_view why;
    } table[] = {
        {"", "scheme"},
        {"example.org/flags", "scheme"},
        {"ftp://example.org/flags", "only http and https"},
        {"file:///etc/flags", "only http and https"},
        {"http://", "host"},
        {"http:///flags", "host"},
        {"http:/flags", "host"},
        {"http:///{cc}.png", "host"},
        {"http://:80/flags", "host"},
        {"http://example.org:99999/flags", "ort"},
        {"http://example.org:x/flags", "ort"},
        {"http://[::1/flags", ""},
        {"http://example.org/a b", ""},
        {"http://example.org/a\nb", ""},
        {"http://example.org/\x7f", ""},
        {"http://example.org/\0{cc}"sv, "NUL"},
        {"http://me:secret@example.org/flags", "Credentials"},
        {"http://example.org/flags#top", "fragment"},
        {"http://example.org/{cc}#top", "fragment"},
        {"http://example.org/flags?size=1", "query"},
        {"http://example.org/{ext}", "needs {cc}"},
        {"http://example.org/{Cc}", "placeholders are"},
        {"http://example.org/{cc}/{", "placeholders are"},
        {"http://example.org/{cc}}", "placeholders are"},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        try {
            (void)url_template::parse(row.text);
            FAIL_CHECK("accepted");
        } catch (const usage_error& e) {
            const std::string_view sentence = e.what();
            CAPTURE(sentence);
            CHECK(sentence.find(row.why) != std::string_view::npos);
            CHECK(sentence.find("https://www.fluentpython.com/data/flags") != std::string_view::npos);
            CHECK(sentence.find("https://example.org/{cc}.{ext}") != std::string_view::npos);
            CHECK(sentence.starts_with('"'));
        }
    }
}

TEST_CASE("a text that is too long is refused in a short sentence") {
    const std::string text = "http://example.org/" + std::string(9000, 'x');
    try {
        (void)url_template::parse(text);
        FAIL("accepted");
    } catch (const usage_error& e) {
        CHECK(std::string_view(e.what()).size() < 500);
    }
}

TEST_CASE("a kind of file that could change the URL is refused") {
    const auto site = url_template::parse("https://example.org/{cc}.{ext}");
    for (const auto extension : {""sv, "PNG"sv, ".png"sv, "a/b"sv, "p g"sv, "\n"sv, "ninechars"sv}) {
        CAPTURE(extension);
        CHECK_THROWS_AS((void)site.url_for(country_code::parse("BD"), extension), usage_error);
    }
}

TEST_CASE("metadata is in the folder of the flag, if each flag has one") {
    const struct {
        std::string_view text;
        std::string_view url;
    } table[] = {
        {flags::catalog::original_site, "https://www.fluentpython.com/data/flags/bd/metadata.json"},
        {"http://h:1/{ext}/{CC}/flag.{ext}?x=/{cc}/", "http://h:1/gif/BD/metadata.json"},
        {"https://{cc}.example.org/flag", "https://bd.example.org/metadata.json"},
    };
    for (const auto& row : table)
        CHECK(url_template::parse(row.text).metadata_url_for(country_code::parse("BD"), "gif") == row.url);
    for (const auto* const text :
         {"https://h/{cc}.gif", "https://h/?cc={cc}", "https://{cc}.example.org", "https://h/x?y=/{cc}/z"})
        CHECK_THROWS_AS(
            static_cast<void>(url_template::parse(text).metadata_url_for(country_code::parse("BD"), "gif")),
            usage_error);
}
