// What a server may send in all: how slowly, how much, and how much together with others.
#include "get.hpp"
#include "support/hostile_server.hpp"

#include <flags/coro/gather.hpp>
#include <flags/http/client.hpp>
#include <flags/http/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;

TEST_CASE("the usual limits are those of which the headers give the reasons") {
    const http::client_options usual;
    CHECK(usual.stall_timeout == 6'100ms);
    CHECK(usual.floor.bytes == 1'000);
    CHECK(usual.floor.window == 30s);
    CHECK_FALSE(usual.max_time.has_value());
    CHECK(usual.max_body_bytes == 16U << 20U);
    CHECK(usual.max_bytes_in_flight == 128U << 20U);
    CHECK(usual.max_redirects == 5);
    CHECK(usual.max_connections == 32);
    CHECK_FALSE(usual.insecure);
}

TEST_CASE("a server that drips is not waited for, although something comes all the time") {
    const test::hostile_server server(std::string(10'000, 'x')); // 50 s at 5 ms for each byte
    auto options = test::direct();
    options.stall_timeout = 300ms;
    options.floor = {.bytes = 1'000, .window = 0ms}; // five stall limits
    const auto ended = test::ending_of(server.url("/drip?ms=5"), options);
    CHECK(ended.word == "timeout");
}

namespace {

// Sends pieces until the peer has had enough. Returns how many bytes that were.
std::size_t flood(test::connection& peer, const std::string& head, const std::string& piece) {
    std::size_t sent = head.size();
    if (!peer.send(head)) return sent;
    while (sent < test::hostile_server::flood_limit && peer.send(piece))
        sent += piece.size();
    return sent;
}

} // namespace

TEST_CASE("the body of a redirection and the extensions of a chunk have the limit of a body") {
    test::hostile_server server("the flag");
    std::atomic<std::size_t> sent = 0;
    const std::string piece(std::size_t{64} << 10U, 'x');
    server.on("elsewhere", [&](test::connection& peer) {
        sent =
            flood(peer, "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 99999999999\r\n\r\n", piece);
        return false;
    });
    server.on("extended", [&](test::connection& peer) {
        sent = flood(peer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=", piece);
        return false;
    });
    auto options = test::direct();
    options.max_body_bytes = std::size_t{1} << 20U;
    for (const std::string path : {"/elsewhere", "/extended"}) {
        CAPTURE(path);
        sent = 0;
        const auto ended = test::ending_of(server.url(path), options);
        CHECK(ended.word == "too_large");
        while (sent == 0) // the server's thread may be late
            std::this_thread::yield();
        CHECK(sent < test::hostile_server::flood_limit);
    }
}

TEST_CASE("the body of another answer than a 200 is counted and not kept") {
    test::hostile_server server("the flag");
    server.on("gone", [](test::connection& peer) {
        return peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone");
    });
    const auto gone = test::get(server.url("/gone"));
    CHECK(gone.status == 404);
    CHECK(gone.received == 4);
    CHECK(gone.body.empty());
    auto options = test::direct();
    options.max_body_bytes = 3;
    CHECK(test::ending_of(server.url("/gone"), options).word == "too_large");
}

TEST_CASE("bodies that come together have one limit, and what ended gives its part back") {
    test::hostile_server server(std::string(4'000, 'x'));
    std::atomic<bool> may_go_on = false;
    server.on("held", [&](test::connection& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n\r\n" + std::string(6'000, 'x'));
        while (!may_go_on)
            if (!peer.pause(1ms)) return false;
        return peer.send(std::string(2'000, 'x'));
    });
    const auto main = [](const test::hostile_server& from, std::atomic<bool>& go) -> coro::task<> {
        auto options = test::direct();
        options.max_body_bytes = 8'000;
        options.max_bytes_in_flight = 9'000;
        http::client client(options);
        // Which of the two is refused depends on whose bytes come last. The other one stays until then.
        const auto is_refused = [](http::client& with, const test::hostile_server& at,
                                   std::atomic<bool>& on) -> coro::task<bool> {
            try {
                const auto whole = co_await with.get(at.url("/held"));
                CHECK(whole.body.size() == 8'000);
                co_return false;
            } catch (const transport_error& failure) {
                CHECK(failure.fault() == transport_fault::too_large);
                CHECK(http::is_transient(failure));
            }
            on = true;
            co_return true;
        };
        std::vector<coro::task<bool>> both;
        both.push_back(is_refused(client, from, go));
        both.push_back(is_refused(client, from, go));
        const auto refused = co_await coro::gather(std::move(both));
        CHECK(std::ranges::count(refused, true) == 1);
        CHECK((co_await client.get(from.url("/ok"))).body.size() == 4'000);
    };
    test::run_async(main(server, may_go_on));
}
