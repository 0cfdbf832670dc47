// Conditional requests: which lines are sent, where they are not, and what comes back.
#include "get.hpp"
#include "origin/server.hpp"
#include "support/hostile_server.hpp"

#include <flags/http/header.hpp>
#include <flags/http/validators.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace flags;
using http::validators;

namespace {

coro::task<http::response> get_copy(std::string url, std::optional<validators> copy) {
    http::client client(test::direct());
    co_return co_await client.get({.url = std::move(url), .copy = std::move(copy)});
}

http::response get(const std::string& url, std::optional<validators> copy) {
    return test::run_async(get_copy(url, std::move(copy)));
}

// Answers with the request itself, beside the lines that are given.
test::hostile_server::behaviour echo(const std::string& lines) {
    return [lines](test::connection& peer) {
        return peer.send("HTTP/1.1 200 OK\r\n" + lines +
                         "Content-Length: " + std::to_string(peer.head().size()) + "\r\n\r\n" + peer.head());
    };
}

const validators copy{.etag = R"(W/"a,b")", .last_modified = "Fri, 01 Apr 2022 12:00:00 GMT"};

} // namespace

TEST_CASE("a request has the caller's validators, and only these") {
    test::hostile_server server("");
    server.on("echo", echo(""));
    const std::string url = server.url("/echo");
    const auto both = get(url, copy).body;
    CHECK(both.contains("\r\nIf-None-Match: W/\"a,b\"\r\n"));
    CHECK(both.contains("\r\nIf-Modified-Since: Fri, 01 Apr 2022 12:00:00 GMT\r\n"));
    CHECK_FALSE(get(url, validators{.etag = "\"a\""}).body.contains("If-Modified-Since"));
    CHECK_FALSE(get(url, validators{.last_modified = copy.last_modified}).body.contains("If-None-Match"));
    CHECK_FALSE(get(url, validators{}).body.contains("\r\nIf-"));
    CHECK_FALSE(get(url, std::nullopt).body.contains("\r\nIf-"));
}

TEST_CASE("a condition is sent with its own request only, though the handle is reused") {
    test::hostile_server server("");
    server.on("echo", echo(""));
    const auto main = [](std::string url) -> coro::task<> {
        http::client client(test::direct());
        for (int round = 0; round < 3; ++round) {
            CHECK((co_await client.get({.url = url, .copy = copy})).body.contains("If-None-Match"));
            CHECK_FALSE((co_await client.get(url)).body.contains("\r\nIf-"));
        }
    };
    test::run_async(main(server.url("/echo")));
}

TEST_CASE("validators are read when they are wanted, without those that cannot be sent back") {
    test::hostile_server server("");
    server.on("both", echo("ETag: \"x\"\r\nLast-Modified: " + copy.last_modified + "\r\n"));
    server.on("odd", echo("ETag: \"\xc3\xa9\"\r\nLast-Modified: a\x01"
                          "b\r\n"));
    server.on("long", echo("ETag: \"" + std::string(1023, 'x') + "\"\r\n"));
    CHECK(get(server.url("/both"), validators{}).validators ==
          validators{.etag = "\"x\"", .last_modified = copy.last_modified});
    CHECK(get(server.url("/both"), std::nullopt).validators == validators{});
    CHECK(get(server.url("/odd"), validators{}).validators == validators{});
    CHECK(get(server.url("/long"), validators{}).validators == validators{});
}

TEST_CASE("a redirect is followed without the condition, and its target's validators are not the URL's") {
    test::hostile_server server("");
    server.on("moved", [](test::connection& peer) {
        const bool asked = peer.head().contains("If-None-Match: " + copy.etag);
        return peer.send(std::string("HTTP/1.1 302 Found\r\nETag: \"here\"\r\nLocation: ") +
                         (asked ? "/echo" : "/404") + "\r\nContent-Length: 0\r\n\r\n");
    });
    server.on("echo", echo("ETag: \"there\"\r\n"));
    const auto answer = get(server.url("/moved"), copy);
    CHECK(answer.status == 200);
    CHECK(answer.redirected);
    CHECK_FALSE(answer.body.contains("\r\nIf-"));
    CHECK(answer.validators == validators{});
    CHECK_FALSE(get(server.url("/echo"), copy).redirected);
}

TEST_CASE("text of more than one header line is refused before the request is sent") {
    const test::hostile_server server("");
    for (const auto& bad : {std::string("\"a\"\r\nX: y"), std::string("a\nb"), std::string("a\0b", 3),
                            std::string("\x7f"), std::string("\"\xff\""), std::string(1025, 'x')}) {
        CHECK_FALSE(http::is_header_value(bad));
        CHECK_THROWS_AS(get(server.url("/ok"), validators{.etag = bad}), usage_error);
        CHECK_THROWS_AS(get(server.url("/ok"), validators{.last_modified = bad}), usage_error);
    }
    CHECK(http::is_header_value(""));
    CHECK(http::is_header_value(std::string(1024, '~')));
    CHECK(server.requests() == 0);
}

TEST_CASE("the embedded server answers 304 without a body when the flag is unchanged") {
    const origin::server server(origin::options{});
    const std::string url = server.base_url() + "/bd/bd.png";
    const auto first = get(url, validators{});
    CHECK(first.status == 200);
    REQUIRE_FALSE(first.validators.etag.empty());
    const auto second = get(url, first.validators);
    CHECK(second.status == 304);
    CHECK(second.body.empty());
    CHECK(get(server.base_url() + "/br/br.png", first.validators).status == 200);
}
