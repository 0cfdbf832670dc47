// Headers that are sent and read: exactly those, to the asked URL only, and nothing that ends a line.
#include "get.hpp"
#include "support/hostile_server.hpp"

#include <flags/http/header.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace flags;
using http::header;
using http::value_of;

namespace {

coro::task<http::response> get_this(http::request what) {
    http::client client(test::direct());
    co_return co_await client.get(std::move(what));
}

http::response get(http::request what) { return test::run_async(get_this(std::move(what))); }

http::response get_with(const std::string& url, std::vector<header> headers) {
    return get({.url = url, .headers = std::move(headers)});
}

// Answers with the request itself.
bool echo(test::connection& peer) {
    return peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(peer.head().size()) + "\r\n\r\n" +
                     peer.head());
}

test::hostile_server::behaviour answers_with(const std::string& lines) {
    return [lines](test::connection& peer) {
        return peer.send("HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 0\r\n\r\n");
    };
}

} // namespace

TEST_CASE("headers of a request are sent as they are, beside the client's own or in their place") {
    test::hostile_server server("");
    server.on("echo", echo);
    const auto head = get_with(server.url("/echo"), {{.name = "X-Token", .value = "a: b;c"},
                                                     {.name = "Accept", .value = "image/png"},
                                                     {.name = "X-Empty", .value = ""}})
                          .body;
    CHECK(head.contains("\r\nX-Token: a: b;c\r\n"));
    CHECK(head.contains("\r\nAccept: image/png\r\n"));
    CHECK(head.contains("\r\nX-Empty:\r\n"));
    CHECK_FALSE(head.contains("Accept: */*"));
    CHECK(head.contains("\r\nUser-Agent: "));
}

TEST_CASE("headers of a request are sent neither to a redirect's target nor with the next request") {
    test::hostile_server server("");
    server.on("echo", echo);
    server.on("moved", [](test::connection& peer) {
        return peer.send(std::string("HTTP/1.1 302 Found\r\nLocation: ") +
                         (peer.head().contains("X-Secret: s") ? "/echo" : "/404") +
                         "\r\nContent-Length: 0\r\n\r\n");
    });
    const auto main = [](std::string moved, std::string next) -> coro::task<> {
        http::client client(test::direct());
        const http::request with_secret{.url = std::move(moved),
                                        .headers = {{.name = "X-Secret", .value = "s"}}};
        const auto redirected = co_await client.get(with_secret);
        CHECK(redirected.status == 200);
        CHECK_FALSE(redirected.body.contains("X-Secret"));
        CHECK_FALSE((co_await client.get(next)).body.contains("X-Secret"));
    };
    test::run_async(main(server.url("/moved"), server.url("/echo")));
}

TEST_CASE(
    "a header of more than one line, or one of the client's own, is refused before the request is sent") {
    const test::hostile_server server("");
    const auto is_refused = [&server](std::vector<header> headers) {
        CHECK_THROWS_AS(get_with(server.url("/ok"), std::move(headers)), usage_error);
    };
    for (const auto& bad :
         {std::string("a\r\nX: y"), std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3),
          std::string("\x7f"), std::string("\xc3\xa9"), std::string(8 * 1024 + 1, 'x')}) {
        is_refused({{.name = "X-Ok", .value = bad}});
        is_refused({{.name = bad, .value = "ok"}});
    }
    for (const std::string name : {"", "a b", "a:", "(a)", "Host", "content-length", "Transfer-Encoding",
                                   "CONNECTION", "Upgrade", "Expect"})
        is_refused({{.name = name, .value = "ok"}});
    is_refused(std::vector<header>(65, {.name = "X-Many", .value = "1"}));
    CHECK(server.requests() == 0);
    CHECK(get_with(server.url("/ok"), {{.name = "X-Long", .value = std::string(std::size_t{8} * 1024, 'x')}})
              .status == 200);
}

TEST_CASE("headers of an answer are read when they are wanted: all of them, in order, of the last hop") {
    test::hostile_server server("");
    server.on("some", answers_with("X-One: 1\r\nSet-Cookie: a\r\nset-cookie: b\r\nX-Blank:\r\n"));
    server.on("moved", [](test::connection& peer) {
        return peer.send("HTTP/1.1 302 Found\r\nX-Hop: 1\r\nLocation: /some\r\nContent-Length: 0\r\n\r\n");
    });
    CHECK(get({.url = server.url("/some")}).headers.empty());
    for (const std::string path : {"/some", "/moved"}) {
        const auto headers = get({.url = server.url(path), .keeps_headers = true}).headers;
        REQUIRE(headers.size() == 5);
        CHECK(headers[0] == header{.name = "X-One", .value = "1"});
        CHECK(headers[1].value == "a");
        CHECK(headers[2].value == "b");
        CHECK(value_of(headers, "SET-COOKIE") == "a");
        CHECK(value_of(headers, "x-blank") == "");
        CHECK(value_of(headers, "Content-Length") == "0");
        CHECK_FALSE(value_of(headers, "X-Hop"));
        CHECK_FALSE(value_of(headers, "X-On"));
    }
}

TEST_CASE("the kept headers of a hostile server are bounded and have no control characters") {
    test::hostile_server server("");
    std::string many;
    for (int line = 0; line < 2'000; ++line)
        many += "X-" + std::to_string(line) + ": " + std::string(90, 'x') + "\r\n";
    server.on("many", answers_with(many));
    server.on("odd", answers_with("X-Odd: a\x1b[2Jb\r\nX-Tab: a\tb\r\nX-Latin: \xe9\r\n"));
    std::size_t bytes = 0;
    const auto kept = get({.url = server.url("/many"), .keeps_headers = true}).headers;
    for (const auto& [name, value] : kept)
        bytes += name.size() + value.size();
    CHECK(kept.size() > 600);
    CHECK(bytes <= 64 * 1024);
    const auto odd = get({.url = server.url("/odd"), .keeps_headers = true}).headers;
    CHECK_FALSE(value_of(odd, "X-Odd"));
    CHECK(value_of(odd, "X-Tab") == "a\tb");
    CHECK(value_of(odd, "X-Latin") == "\xe9");
}
