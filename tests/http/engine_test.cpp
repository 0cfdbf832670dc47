// What the requests of a client share: the pool of handles, and nothing of one request in the next.
#include "get.hpp"
#include "http/engine.hpp"
#include "support/hostile_server.hpp"

#include <flags/coro/gather.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

using namespace flags;

TEST_CASE("a returned handle is reused, and the pool stays within its bound") {
    const auto main = []() -> coro::task<> {
        auto options = test::direct();
        options.max_connections = 2;
        http::engine engine(options);
        CURL* const first = [&engine] {
            auto easy = engine.take_easy();
            CURL* const raw = easy.get();
            engine.give_back(std::move(easy));
            return raw;
        }();
        auto again = engine.take_easy();
        CHECK(again.get() == first);
        engine.give_back(std::move(again));

        // Taken, marked and given back: the marks that come back with the next ones are those that were kept.
        std::vector<http::easy_handle> many;
        for (int i = 0; i < 100; ++i) {
            many.push_back(engine.take_easy());
            curl_easy_setopt(many.back().get(), CURLOPT_PRIVATE, &engine);
        }
        for (auto& easy : many)
            engine.give_back(std::move(easy));
        int kept = 0;
        for (auto& easy : many) {
            easy = engine.take_easy();
            void* mark = nullptr;
            curl_easy_getinfo(easy.get(), CURLINFO_PRIVATE, &mark);
            if (mark != nullptr) ++kept;
        }
        CHECK(kept >= 2);
        CHECK(kept <= 2 + 8);
        co_return;
    };
    test::run_async(main());
}

TEST_CASE("a failed request does not affect the next one on the same handle") {
    const test::hostile_server server("flag");
    const auto main = [](const test::hostile_server& from) -> coro::task<> {
        http::client client(test::direct());
        for (const std::string path : {"/short", "/to-ok", "/header-flood", "/404", "/ok"}) {
            try {
                const auto answer = co_await client.get(from.url(path));
                if (path == "/ok") CHECK(answer.body == "flag");
            } catch (const transport_error&) {
                CHECK(path != "/ok");
            }
        }
    };
    test::run_async(main(server));
}

TEST_CASE("a returned handle no longer writes into the buffer of the finished request") {
    const auto main = []() -> coro::task<> {
        http::engine engine(test::direct());
        std::array<char, CURL_ERROR_SIZE> detail{};
        auto easy = engine.take_easy();
        curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, detail.data());
        CURL* const raw = easy.get();
        engine.give_back(std::move(easy));
        easy = engine.take_easy();
        REQUIRE(easy.get() == raw);
        curl_easy_setopt(easy.get(), CURLOPT_URL, "gopher://127.0.0.1/");
        CHECK(curl_easy_perform(easy.get()) == CURLE_UNSUPPORTED_PROTOCOL);
        CHECK(std::string(detail.data()).empty());
        co_return;
    };
    test::run_async(main());
}

TEST_CASE("a proxy of the environment is used unless it is switched off") {
    test::hostile_server proxy("from the proxy");
    const test::hostile_server server("from the server");
    proxy.on("http:", [](test::connection& peer) { // a proxy gets the whole URL as its target
        return peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy");
    });
    const test::variable set("http_proxy", proxy.url(""));
    auto options = test::direct();
    CHECK(test::get(server.url("/ok"), options).body == "from the server");
    options.environment_proxy = true;
    CHECK(test::get(server.url("/ok"), options).body == "proxy");
    const test::variable except("no_proxy", "127.0.0.1");
    CHECK(test::get(server.url("/ok"), options).body == "from the server");
}

TEST_CASE("a request has a User-Agent") {
    test::hostile_server server("flag");
    server.on("who", [](test::connection& peer) {
        const auto& head = peer.head();
        const auto at = head.find("User-Agent: ");
        const auto agent = head.substr(at, head.find('\r', at) - at);
        return peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(agent.size()) + "\r\n\r\n" +
                         agent);
    });
    CHECK(test::get(server.url("/who")).body == "User-Agent: flags/0.2.0");
}
