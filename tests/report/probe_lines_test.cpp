// The lines of `flags probe`.
#include "report/probe_lines.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>

using namespace flags;
using namespace std::chrono_literals;
using dns::probe_kind;
using dns::probe_result;

namespace {

const probe_result found{.name = "def.dev",
                         .kind = probe_kind::found,
                         .addresses = {"127.0.0.1", "::1"},
                         .ttl = 60s,
                         .resolver = "127.0.0.1:53",
                         .tries = 1,
                         .elapsed = 100'123'456ns};
const probe_result missing{
    .name = "or.dev", .kind = probe_kind::not_found, .resolver = "127.0.0.1:53", .tries = 1};
const probe_result without{
    .name = "if.dev", .kind = probe_kind::no_address, .resolver = "127.0.0.1:53", .tries = 1};
const probe_result failed{.name = "as.dev",
                          .kind = probe_kind::failed,
                          .resolver = "127.0.0.1:53",
                          .tries = 3,
                          .elapsed = 6s,
                          .cause = "timeout",
                          .message = "no answer within 2000 ms"};
const probe_result invalid{
    .name = std::string("a\0\x1b[2J\xff", 7), .kind = probe_kind::invalid, .message = "no"};

} // namespace

TEST_CASE("the book's lines, without failed and invalid names") {
    CHECK(report::book_line(found) == "+ def.dev\n");
    CHECK(report::book_line(missing) == "  or.dev\n");
    CHECK(report::book_line(without) == "  if.dev\n");
    CHECK(report::book_line(failed).empty());
    CHECK(report::book_line(invalid).empty());
    CHECK(report::column_line(found) == "def.dev\n");
    CHECK(report::column_line(missing) == "\t\tor.dev\n");
    CHECK(report::column_line(failed).empty());
}

TEST_CASE("lines with tabs say True, False or error") {
    CHECK(report::tsv_line(found) == "def.dev\tTrue\n");
    CHECK(report::tsv_line(missing) == "or.dev\tFalse\n");
    CHECK(report::tsv_line(without) == "if.dev\tFalse\n");
    CHECK(report::tsv_line(failed) == "as.dev\terror\n");
    CHECK(report::tsv_line(invalid).empty());
}

TEST_CASE("JSON lines have all known values and nothing else") {
    CHECK(report::json_line(found) ==
          R"({"name":"def.dev","outcome":"found","addresses":["127.0.0.1","::1"],"ttl_s":60,)"
          R"("resolver":"127.0.0.1:53","tries":1,"elapsed_ms":100.123})"
          "\n");
    CHECK(report::json_line(missing) ==
          R"({"name":"or.dev","outcome":"not_found","resolver":"127.0.0.1:53","tries":1,"elapsed_ms":0.0})"
          "\n");
    const auto line = nlohmann::json::parse(report::json_line(failed));
    CHECK(line["outcome"] == "failed");
    CHECK(line["cause"]["kind"] == "timeout");
    CHECK(line["cause"]["message"] == "no answer within 2000 ms");
    const auto none = nlohmann::json::parse(report::json_line(invalid));
    CHECK(none["name"] == R"(a\x00\x1b[2J\xff)");
    CHECK(none["cause"]["kind"] == "invalid");
    CHECK_FALSE(none.contains("resolver"));
}

TEST_CASE("a result in words") {
    CHECK(report::story(found) == "def.dev: found, 127.0.0.1 ::1, ttl 60 s, 127.0.0.1:53 in 100.1 ms");
    CHECK(report::story(failed) == "as.dev: failed, no answer within 2000 ms");
    CHECK(report::story(invalid) == R"(a\x00\x1b[2J\xff: invalid, no)");
}

TEST_CASE("hostile bytes are shown and cut") {
    CHECK(report::printable("a b~") == "a b~");
    CHECK(report::printable("\x7f\n\xc3\xbc") == R"(\x7f\x0a\xc3\xbc)");
    CHECK(report::printable(std::string(1'000, 'a')) == std::string(100, 'a') + "...");
}
