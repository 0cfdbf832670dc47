// Any URL becomes a path that stays below its folder.
#include <flags/base/error.hpp>
#include <flags/catalog/path_template.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace std::literals;
using flags::catalog::path_fault;
using flags::catalog::path_template;
using flags::catalog::with_mark;

TEST_CASE("placeholders take what the URL says") {
    struct row {
        std::string_view text;
        std::string_view url;
        std::string_view path;
    };
    const std::vector<row> table = {
        {"{name}", "http://a.example/b/c.png", "c.png"},
        {"{name}", "http://a.example/b/c%20d.png?x=/y.gif", "c d.png"},
        {"{name}", "http://a.example", "index.html"},
        {"{name}", "http://a.example/b/", "index.html"},
        {"{name}", "http://a.example/%2e%2e", "index.html"},
        {"{name}", "http://a.example/a%2Fb%00c", "a_bc"},
        {"{name}", "http://a.example/100%", "100%"},
        {"{name}", "http://a.example/.htaccess", "htaccess"},
        {"{host}/{path}", "https://A.Example:8443/b//../c/d.png", "a.example_8443/b/c/d.png"},
        {"{host}/{path}", "http://[::1]/x", "[__1]/x"},
        {"{host}/{path}", "http://a.example?q", "a.example/index.html"},
        {"{path}", "http://a.example/b/", "b/index.html"},
        {"p/{n}{ext}", "http://a.example/b.tar.gz", "p/7.gz"},
        {"p/{n}{ext}", "http://a.example/b", "p/7"},
        {"{n}-{name}", "http://a.example/CON", "7-_CON"},
    };
    for (const auto& [text, url, path] : table) {
        CAPTURE(url);
        CHECK(path_template::parse(text).path_for(url, 7) == path);
    }
}

TEST_CASE("a name that is too long loses what is before its extension") {
    const auto path =
        path_template::parse("{n}{name}").path_for("http://a.example/" + std::string(400, 'x') + ".png", 12);
    CHECK(path == "12" + std::string(249, 'x') + ".png");
    CHECK(with_mark(path, "_7") == "12" + std::string(247, 'x') + "_7.png");
    CHECK(with_mark("a.b/c", "_7") == "a.b/c_7");
    CHECK(with_mark("a.b/c.png", "_7") == "a.b/c_7.png");
}

TEST_CASE("a template that is no path is refused with a right one") {
    for (const auto text : {""sv, "{cc}"sv, "{name"sv, "/{name}"sv, "../{name}"sv, "a//{name}"sv, "{name}/"sv,
                            ".{name}"sv, "a\nb"sv, "a/./{name}"sv}) {
        CAPTURE(text);
        try {
            static_cast<void>(path_template::parse(text));
            FAIL("it was taken");
        } catch (const flags::usage_error& e) {
            CHECK(std::string_view(e.what()).contains("Right are {host}/{path}"));
        }
    }
    CHECK_THROWS_AS(static_cast<void>(path_template::parse(std::string(201, 'a'))), flags::usage_error);
}

TEST_CASE("a path has only plain names") {
    CHECK_FALSE(path_fault("a"));
    CHECK_FALSE(path_fault("a/b c/d.png"));
    for (const auto path :
         {""sv, "/a"sv, "a/"sv, "a//b"sv, "."sv, "a/../b"sv, "a/.b"sv, "-a"sv, "a:b"sv, "a\0b"sv, "NUL"sv})
        CHECK(path_fault(path));
}
