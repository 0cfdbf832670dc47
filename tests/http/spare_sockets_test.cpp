// Connections that are opened ahead: which are used, and what happens to the others.
#include "http/get.hpp"
#include "http/spare_sockets.hpp"
#include "support/dns_server.hpp"
#include "support/hostile_server.hpp"
#include "support/socket.hpp"

#include <flags/aio/loop.hpp>
#include <flags/coro/gather.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstring>
#include <string>
#include <sys/socket.h>

using namespace flags;
using namespace std::chrono_literals;
using namespace flags::test;

namespace {

// Records all calls.
struct witness final : http::request_observer {
    void connected(http::moment when, const http::new_connection& which) noexcept override {
        ++connections;
        CHECK(which.begun <= when);
        said += "connected ";
    }
    void connect_failed(http::moment /*now*/) noexcept override {
        ++failures;
        said += "failed ";
    }
    void sent(http::moment /*now*/) noexcept override { said += "sent "; }
    void head(http::moment /*now*/, const http::answer_head& what) noexcept override {
        said += what.is_first ? "first-head " : "head ";
        announced = what.bytes.value_or(0);
    }
    void data(http::moment /*now*/, const http::arrival& what) noexcept override {
        received += what.bytes;
        over_link += what.over_link;
    }

    std::string said{};
    int connections = 0;
    int failures = 0;
    std::uint64_t announced = 0;
    std::size_t received = 0;
    std::size_t over_link = 0;
};

} // namespace

TEST_CASE("requests take the connections that were opened ahead, and open no others") {
    hostile_server server("a flag");
    const auto main = [](hostile_server& at) -> coro::task<> {
        http::client client(direct());
        witness spares;
        CHECK(client.connect_ahead(at.url("/ok"), 3, spares) == 3);
        CHECK(client.connect_ahead(at.url("/ok"), 3, spares) == 3); // they are under way
        co_await until([&] { return spares.connections == 3; });
        witness seen;
        const auto first = co_await client.get({.url = at.url("/ok"), .observer = &seen});
        CHECK(first.body == "a flag");
        CHECK(seen.said == "sent first-head ");
        CHECK(seen.announced == seen.received);
        CHECK(seen.over_link == seen.received);
        co_await client.get({.url = at.url("/ok"), .observer = &seen});
        CHECK(seen.said == "sent first-head sent head ");           // libcurl's own comes before a spare one
        CHECK(client.connect_ahead(at.url("/ok"), 3, spares) == 0); // they stand, one is a request's
        client.close_ahead(spares);
        CHECK(client.connect_ahead(at.url("/ok"), 1, spares) == 0);
        co_await until([&] { return at.connections() >= 3; }); // the server's thread may be behind
        CHECK(at.connections() == 3);
    };
    run_async(main(server));
}

TEST_CASE("a connection that was not opened ahead is reported by its request") {
    hostile_server server("a flag");
    const auto main = [](hostile_server& at) -> coro::task<> {
        http::client client(direct());
        witness seen;
        co_await client.get({.url = at.url("/ok"), .observer = &seen});
        CHECK(seen.said == "connected sent first-head ");
    };
    run_async(main(server));
}

TEST_CASE("a spare connection that its server has closed is not handed over") {
    const auto main = []() -> coro::task<> {
        // A server that accepts, closes the first connection at once and serves the second.
        const auto listener = listen_on_loopback(4);
        auto address = address_of(listener);
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        http::socket_address to;
        std::memcpy(&to.storage, &address, sizeof address);
        to.length = sizeof address;

        http::spare_sockets sockets(aio::loop::current());
        witness seen;
        CHECK(sockets.open(to, "here", 2, seen) == 2);
        co_await until([&] { return seen.connections == 2; });
        const unique_fd kept(::accept(listener.get(), nullptr, nullptr));
        {
            const unique_fd closed(::accept(listener.get(), nullptr, nullptr));
        }
        CHECK_FALSE(sockets.take(*generic, "elsewhere"));
        CHECK(sockets.take(*generic, "here"));
        CHECK_FALSE(sockets.take(*generic, "here"));
        sockets.in_use(1'000'000, *generic, "here");
        CHECK(sockets.open(to, "here", 1, seen) == 0); // libcurl has one
        CHECK(sockets.open(to, "elsewhere", 1, seen) == 1);
        sockets.closed(1'000'000);
        CHECK(sockets.open(to, "here", 1, seen) == 1);
    };
    run_async(main());
}

TEST_CASE(
    "a name with one address is connected to ahead of requests when it is known, one with several is not") {
    dns_server names;
    names.add("one.test", {"127.0.0.1"});
    names.add("two.test", {"127.0.0.1", "127.0.0.2"});
    hostile_server server("a flag");
    const auto main = [](hostile_server& at, const dns_server& asked) -> coro::task<> {
        auto options = direct();
        options.nameservers = {asked.address()};
        http::client client(options);
        const auto at_name = [&](const std::string& name) {
            auto url = at.url("/ok");
            return url.replace(url.find("127.0.0.1"), std::string("127.0.0.1").size(), name);
        };
        const std::string one = at_name("one.test");
        const std::string two = at_name("two.test");
        witness spares;
        CHECK(client.connect_ahead(one, 3, spares) == 0);
        co_await coro::gather(client.look_up(one), client.look_up(one), client.look_up(two));
        CHECK(client.connect_ahead(two, 3, spares) == 0);
        CHECK(client.connect_ahead(one, 3, spares) == 3);
        co_await until([&] { return spares.connections == 3; });
        witness seen;
        const auto answer = co_await client.get({.url = one, .observer = &seen, .looked_up_for = 3s});
        CHECK(answer.body == "a flag");
        CHECK(answer.phases.dns >= 3s);
        CHECK(seen.said == "sent first-head "); // over one of them
        CHECK(client.connect_ahead(one, 3, spares) == 0);
        co_await until([&] { return at.connections() >= 3; }); // the server's thread may be behind
        CHECK(at.connections() == 3);
        CHECK(asked.questions("one.test") == 2);
    };
    run_async(main(server, names));
}

TEST_CASE("after a connection was refused no more are opened ahead") {
    const auto main = []() -> coro::task<> {
        std::string url;
        {
            const hostile_server gone("a flag");
            url = gone.url("/ok");
        }
        http::client client(direct());
        witness spares;
        const std::size_t under_way = client.connect_ahead(url, 2, spares);
        co_await until([&] { return spares.failures == static_cast<int>(under_way); });
        CHECK(client.connect_ahead(url, 2, spares) == 0);
        CHECK(spares.connections == 0);
        witness seen;
        try {
            co_await client.get({.url = url, .observer = &seen});
            FAIL("nobody listens");
        } catch (const transport_error&) {
            CHECK(seen.said == "failed ");
        }
    };
    run_async(main());
}

TEST_CASE("no connection is opened ahead where each request has its own, nor with HTTP/2") {
    hostile_server server("a flag");
    const auto main = [](hostile_server& at, http::client_options options) -> coro::task<> {
        http::client client(std::move(options));
        witness spares;
        CHECK(client.connect_ahead(at.url("/ok"), 2, spares) == 0);
        co_return;
    };
    auto each = direct();
    each.connections = http::connection_policy::new_each;
    run_async(main(server, each));
    auto streams = direct();
    streams.http2 = true;
    run_async(main(server, streams));
    CHECK(server.connections() == 0);
}
