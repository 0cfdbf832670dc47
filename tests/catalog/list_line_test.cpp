// Lines of lists that other people wrote.
#include <flags/catalog/list_line.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace std::literals;
using flags::catalog::list_entry;
using flags::catalog::longest_list_line;
using flags::catalog::parse_list_line;

namespace {

const std::string some_hash(64, 'a');

list_entry entry_of(std::string_view line) {
    const auto parsed = parse_list_line(line);
    REQUIRE(parsed);
    REQUIRE(*parsed);
    return **parsed;
}

std::string fault_of(std::string_view line) {
    const auto parsed = parse_list_line(line);
    return parsed ? "none" : parsed.error();
}

} // namespace

TEST_CASE("a line is a URL, a URL with a target, or JSON") {
    const list_entry url{.url = "http://a.example/x.png", .target = "", .sha256 = ""};
    const list_entry both{.url = "http://a.example/x.png", .target = "b/y z.png", .sha256 = ""};
    for (const auto line :
         {"http://a.example/x.png"sv, "  http://a.example/x.png \r"sv, "\xef\xbb\xbfhttp://a.example/x.png"sv,
          "http://a.example/x.png\t"sv, R"({"url": "http://a.example/x.png", "more": [1]})"sv,
          R"({"url": "http://a.example/x.png", "target": null})"sv})
        CHECK(entry_of(line) == url);
    for (const auto line : {"http://a.example/x.png\tb/y z.png"sv, "http://a.example/x.png \t b/y z.png\r"sv,
                            R"({"target": "b/y z.png", "url": "http://a.example/x.png"})"sv})
        CHECK(entry_of(line) == both);
    CHECK(entry_of(R"({"url": "https://a.example/", "sha256": ")" + std::string(64, 'A') + R"("})").sha256 ==
          some_hash);
}

TEST_CASE("empty lines and comments ask for nothing") {
    for (const auto line :
         {""sv, "\r"sv, " \t "sv, "# http://a.example/x.png"sv, "  #"sv, "\xef\xbb\xbf#"sv}) {
        const auto parsed = parse_list_line(line);
        REQUIRE(parsed);
        CHECK_FALSE(*parsed);
    }
}

TEST_CASE("a line that asks for nothing says why, and nothing of itself") {
    struct row {
        std::string line;
        std::string why; // a part
    };
    const std::vector<row> table = {
        {"x.png", "no URL"},
        {"ftp://a.example/x.png", "only http and https"},
        {"http://u:p@a.example/x.png", "no URL to fetch: "},
        {"http://a.example/x#y", "fragment"},
        {"http://a.example/x\0y"s, "NUL"},
        {"http://a.example/x\t../y", "not a plain path"},
        {"http://a.example/x\t/etc/passwd", "not a plain path"},
        {"http://a.example/x\ta//b", "not a plain path"},
        {"http://a.example/x\t.hidden", "not a plain path"},
        {"http://a.example/x\ta/", "not a plain path"},
        {"http://a.example/x\ta\x01", "not a plain path"},
        {"http://a.example/x\t" + std::string(1001, 'a'), "longer than 1000"},
        {"{", "no JSON"},
        {R"({"url": 1})", "have to be texts"},
        {R"({"target": "x"})", "no url"},
        {R"({"url": "http://a.example/", "sha256": "12"})", "64 hexadecimal digits"},
        {std::string(longest_list_line + 1, '#'), "longer than 64 KiB"},
        {R"({"url":)" + std::string(60'000, '['), "no JSON"},
    };
    for (const auto& [line, why] : table) {
        CAPTURE(line);
        const auto fault = fault_of(line);
        CAPTURE(fault);
        CHECK(fault.contains(why));
        CHECK(fault.size() < 250);
    }
}
