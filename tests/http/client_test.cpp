// The client against whole servers: the embedded one, nginx, Python's; connections, TLS, HTTP/2, many at
// once.
#include "get.hpp"
#include "origin/server.hpp"
#include "process/child.hpp"
#include "support/hostile_server.hpp"
#include "support/nginx.hpp"
#include "support/temp_dir.hpp"
#include "support/test_ca.hpp"

#include <flags/coro/gather.hpp>
#include <flags/coro/semaphore.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;

namespace {

// What no transfer can shorten, repeat or mix up unnoticed.
std::string content_of(int number, std::size_t size) {
    std::string content;
    for (int word = number * 1'000'000; content.size() < size; ++word)
        content += std::to_string(word) + ' ';
    content.resize(size);
    return content;
}

void write_file(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

std::string file_name(int number) { return std::to_string(number) + ".png"; }

// A folder of `count` files of different content and of `size` bytes and some.
class files {
public:
    files(int count, std::size_t size) : size_(size) {
        for (int number = 0; number < count; ++number)
            write_file(folder_.path() / file_name(number), content(number));
    }
    [[nodiscard]] std::string content(int number) const {
        return content_of(number, size_ + static_cast<std::size_t>(number));
    }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

private:
    test::temp_dir folder_;
    std::size_t size_;
};

struct fetched {
    std::vector<http::response> answers; // in the order of the URLs
    std::size_t connections = 0;
};

coro::task<http::response> get_in_turn(http::client& client, coro::semaphore& permits, std::string url) {
    const auto permit = co_await permits.acquire();
    co_return co_await client.get(std::move(url));
}

coro::task<fetched> get_many(std::vector<std::string> urls, std::size_t at_once,
                             http::client_options options) {
    http::client client(std::move(options));
    coro::semaphore permits(at_once);
    std::vector<coro::task<http::response>> requests;
    for (auto& url : urls)
        requests.push_back(get_in_turn(client, permits, std::move(url)));
    auto answers = co_await coro::gather(std::move(requests));
    co_return fetched{.answers = std::move(answers), .connections = client.connections_opened()};
}

fetched fetch_many(std::vector<std::string> urls, std::size_t at_once,
                   http::client_options options = test::direct()) {
    return test::run_async(get_many(std::move(urls), at_once, std::move(options)));
}

} // namespace

TEST_CASE("the embedded server's flags arrive as they are in the package") {
    const origin::options settings;
    const origin::server server(settings);
    const auto answer = test::get(server.base_url() + "/bd/bd.png");
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "image/png");
    std::ifstream original(settings.flag_package / "bd.png", std::ios::binary);
    CHECK(answer.body == std::string(std::istreambuf_iterator<char>(original), {}));
    CHECK(test::get(server.base_url() + "/bd/nothing.png").status == 404);
}

TEST_CASE("500 requests to nginx, 64 at a time, are all exact and share 64 connections") {
    if (test::skipped(test::nginx::available(), "nginx")) return;
    const files served(50, 2'000);
    const test::nginx server({.root = served.path()});
    std::vector<std::string> urls;
    for (int number = 0; number < 500; ++number)
        urls.push_back(server.url("/" + file_name(number % 50)));
    auto options = test::direct();
    options.max_connections = 64;
    const auto [answers, connections] = fetch_many(urls, 64, options);
    int exact = 0;
    for (int number = 0; number < 500; ++number)
        if (answers[static_cast<std::size_t>(number)].body == served.content(number % 50)) ++exact;
    CHECK(exact == 500);
    CHECK(connections <= 64);
}

TEST_CASE("100 requests one after the other use one connection") {
    const test::hostile_server server("flag");
    const std::vector<std::string> urls(100, server.url("/ok"));
    const auto [answers, connections] = fetch_many(urls, 1);
    CHECK(connections == 1);
    CHECK(server.connections() == 1);
    CHECK_FALSE(answers.front().reused_connection);
    CHECK(answers.back().reused_connection);
    CHECK(answers.back().phases.connect == 0us);
}

TEST_CASE("with new_each every request has a connection of its own") {
    const test::hostile_server server("flag");
    auto options = test::direct();
    options.connections = http::connection_policy::new_each;
    const auto [answers, connections] =
        fetch_many(std::vector<std::string>(100, server.url("/ok")), 4, options);
    CHECK(connections == 100);
    CHECK(server.connections() == 100);
    CHECK_FALSE(answers.back().reused_connection);
}

TEST_CASE("connections stay open between two rounds of requests") {
    const test::hostile_server server("flag");
    auto options = test::direct();
    options.max_connections = 40;
    const auto main = [](std::string url, http::client_options with) -> coro::task<std::size_t> {
        http::client client(std::move(with));
        for (int round = 0; round < 3; ++round) {
            std::vector<coro::task<http::response>> requests;
            for (int i = 0; i < 40; ++i)
                requests.push_back(client.get(url));
            (void)co_await coro::gather(std::move(requests));
            (void)co_await client.get(url); // the load dips to one
        }
        co_return client.connections_opened();
    };
    CHECK(test::run_async(main(server.url("/ok"), options)) <= 40);
}

TEST_CASE("a connection that the server closes on the next request is replaced, however often that happens") {
    test::hostile_server server("flag");
    server.on("once", [](test::connection& peer) {
        // Says nothing of closing; takes a second request and closes on it, as a server does whose patience ends just
        // then.
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nflag");
        (void)peer.read_head();
        return false;
    });
    const auto [answers, connections] = fetch_many(std::vector<std::string>(20, server.url("/once")), 1);
    CHECK(connections == 20);
    for (const auto& answer : answers)
        CHECK(answer.body == "flag");
}

TEST_CASE("a moved client keeps its connections") {
    const test::hostile_server server("flag");
    const auto main = [](std::string url) -> coro::task<std::size_t> {
        http::client first(test::direct());
        (void)co_await first.get(url);
        http::client second = std::move(first);
        (void)co_await second.get(url);
        co_return second.connections_opened();
    };
    CHECK(test::run_async(main(server.url("/ok"))) == 1);
}

TEST_CASE("a body that ends with the connection is read (HTTP/1.0, Python's http.server)") {
    const auto python = process::find_program("python3");
    if (test::skipped(!python.empty(), "python3")) return;
    const files served(20, 10'000);
    process::command start;
    start.argv = {"setpriv",     "--pdeathsig", "TERM",   python,      "-u",          "-m",
                  "http.server", "0",           "--bind", "127.0.0.1", "--directory", served.path()};
    process::child server(start);
    const auto line =
        server.read_line(); // "Serving HTTP on 127.0.0.1 port 8000 (http://127.0.0.1:8000/) ..."
    const auto from = line.find("http://");
    REQUIRE(from != std::string::npos);
    const auto base = line.substr(from, line.find(')') - from);
    std::vector<std::string> urls;
    for (int number = 0; number < 20; ++number)
        urls.push_back(base + file_name(number));
    const auto [answers, connections] = fetch_many(urls, 5);
    CHECK(connections == 20);
    for (int number = 0; number < 20; ++number) {
        const auto& answer = answers[static_cast<std::size_t>(number)];
        CHECK(answer.http_version == 10);
        CHECK(answer.body == served.content(number));
    }
}

TEST_CASE("HTTP/2 is used when it is wanted and offered, and parallel streams are exact") {
    if (test::skipped(test::nginx::available() && test::test_ca::available(), "nginx or openssl")) return;
    constexpr int streams = 60;
    const files served(streams, 40'000);
    const test::test_ca authority;
    const test::nginx server({.root = served.path(), .tls = &authority, .http2 = true});
    std::vector<std::string> urls;
    for (int number = 0; number < streams; ++number)
        urls.push_back(server.tls_url("/" + file_name(number)));
    auto options = test::direct();
    options.ca_file = authority.ca_file();

    options.http2 = true;
    const auto [answers, connections] = fetch_many(urls, streams, options);
    CHECK(connections == 1);
    for (int number = 0; number < streams; ++number) {
        const auto& answer = answers[static_cast<std::size_t>(number)];
        CHECK(answer.http_version == 20);
        CHECK(answer.body == served.content(number));
    }
    CHECK(test::get(server.url("/0.png"), options).http_version ==
          11); // plain http: never by prior knowledge

    options.http2 = false;
    CHECK(test::get(urls.front(), options).http_version == 11);
}

TEST_CASE("a client with idle connections is destroyed cleanly, used or not") {
    const test::hostile_server server("flag");
    const auto [answers, connections] = fetch_many(std::vector<std::string>(64, server.url("/ok")), 64);
    CHECK(answers.size() == 64);
    CHECK(connections > 1);
    const auto unused = []() -> coro::task<> {
        const http::client never_asked(test::direct());
        co_return;
    };
    test::run_async(unused());
}
