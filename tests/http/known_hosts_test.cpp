// Names through the project's own resolver: a name server of the tests' own knows names that no other does.
#include "get.hpp"
#include "http/engine.hpp"
#include "http/known_hosts.hpp"
#include "http/transfer.hpp"
#include "origin/server.hpp"
#include "support/dns_server.hpp"
#include "support/ends_within.hpp"
#include "support/hostile_server.hpp"

#include <flags/coro/gather.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;
using manner = test::dns_server::manner;

namespace {

http::client_options asking(const test::dns_server& names) {
    auto options = test::direct();
    options.nameservers = {names.address()};
    return options;
}

// The same URL with a name in place of 127.0.0.1.
std::string by_name(std::string url, const std::string& name = "flags.test") {
    constexpr std::string_view address = "127.0.0.1";
    return url.replace(url.find(address), address.size(), name);
}

} // namespace

TEST_CASE("twenty parallel downloads look their host up once, and later ones not at all") {
    test::dns_server names;
    names.add("flags.test", {"127.0.0.1"});
    const origin::server server;
    const auto main = [](std::string url, http::client_options options) -> coro::task<> {
        http::client client(std::move(options));
        std::vector<coro::task<http::response>> requests;
        for (int i = 0; i < 20; ++i)
            requests.push_back(client.get(url));
        const auto answers = co_await coro::gather(std::move(requests));
        for (const auto& answer : answers) {
            CHECK(answer.status == 200);
            CHECK(answer.url == url);
            CHECK(answer.body == answers.front().body);
            CHECK(answer.phases.dns > 0us);
        }
        const auto later = co_await client.get(url);
        CHECK(later.reused_connection);
        CHECK(later.phases.dns == 0us);
    };
    test::run_async(main(by_name(server.base_url()) + "/bd/bd.png", asking(names)));
    CHECK(names.questions("flags.test") == 2); // one for A and one for AAAA
}

TEST_CASE("a new connection to a known name sends no query") {
    test::dns_server names;
    names.add("flags.test", {"127.0.0.1"});
    const test::hostile_server server("flag");
    auto options = asking(names);
    options.connections = http::connection_policy::new_each;
    const auto main = [](std::string url, http::client_options with) -> coro::task<> {
        http::client client(std::move(with));
        for (int round = 0; round < 5; ++round) {
            const auto answer = co_await client.get(url);
            CHECK(answer.body == "flag");
        }
    };
    test::run_async(main(by_name(server.url("/ok")), options));
    CHECK(names.questions("flags.test") == 2);
    CHECK(server.connections() == 5);
}

TEST_CASE("two ports of one name share its lookup") {
    test::dns_server names;
    names.add("flags.test", {"127.0.0.1"});
    const test::hostile_server one("one");
    const test::hostile_server other("other");
    const auto main = [](std::string first, std::string second, http::client_options with) -> coro::task<> {
        http::client client(std::move(with));
        const auto left = co_await client.get(first);
        CHECK(left.body == "one");
        const auto right = co_await client.get(second);
        CHECK(right.body == "other");
    };
    test::run_async(main(by_name(one.url("/ok")), by_name(other.url("/ok")), asking(names)));
    CHECK(names.questions("flags.test") == 2);
}

TEST_CASE("when the first address does not answer, the next one does") {
    test::dns_server names;
    const test::hostile_server server("flag");
    // Nobody listens on ::1 at this port; libcurl goes on to the other family.
    names.add("flags.test", {"::1", "127.0.0.1"});
    CHECK(test::get(by_name(server.url("/ok")), asking(names)).body == "flag");
}

TEST_CASE("a name without an address is a dns fault that names the URL, without a connection") {
    test::dns_server names;
    names.add("empty.test", {});
    const test::hostile_server server("flag");
    for (const std::string name : {"nobody.test", "empty.test"}) {
        const auto url = by_name(server.url("/ok"), name);
        const auto ended = test::ending_of(url, asking(names));
        CHECK(ended.word == "dns");
        CHECK(ended.sentence.starts_with(url + ": the name " + name + " could not be resolved"));
        CHECK(ended.sentence.find("the system") ==
              std::string::npos); // asked the servers of the options only
    }
    CHECK(server.connections() == 0);
}

TEST_CASE("a lookup without an answer ends at the client's limits") {
    test::dns_server names;
    names.add("silent.test", {}, manner::silent);
    auto options = asking(names);
    const auto ends_after = [&](std::chrono::milliseconds least) {
        const auto ended =
            test::ends_within(least, 5s, [&] { return test::ending_of("http://silent.test/", options); });
        CHECK(ended.word == "dns");
        CHECK(ended.sentence.starts_with("http://silent.test/: "));
    };
    SUBCASE("the stall limit") {
        options.stall_timeout = 50ms;
        ends_after(50ms);
    }
    SUBCASE("the limit for the whole request, where that is shorter") {
        options.max_time = 50ms;
        ends_after(50ms);
    }
    SUBCASE("the limit for the whole request alone") {
        options.stall_timeout = 0ms;
        options.max_time = 50ms;
        ends_after(50ms);
    }
}

TEST_CASE("one of two waiters for a name is cancelled or destroyed, and the other gets the answer") {
    test::dns_server names;
    names.add("flags.test", {}, manner::silent);
    const test::hostile_server server("flag");
    auto options = asking(names);
    bool destroy = false;
    SUBCASE("cancelled") {}
    SUBCASE("destroyed") { destroy = true; }
    const auto main = [](std::string url, http::client_options with, test::dns_server& asked,
                         bool destroyed) -> coro::task<> {
        http::client client(std::move(with));
        coro::task_group<http::response> stays;
        {
            std::stop_source stop;
            coro::task_group<http::response> leaves;
            leaves.start(client.get(url), stop.get_token());
            stays.start(client.get(url), {});
            co_await test::until([&asked] { return asked.questions("flags.test") == 2; });
            if (!destroyed) {
                stop.request_stop();
                const auto slot = co_await leaves.next_ended();
                const auto ended = leaves.take(slot);
                CHECK_FALSE(ended.has_value());
            }
        }
        asked.add("flags.test", {"127.0.0.1"}); // for the resolver's second round
        const auto slot = co_await stays.next_ended();
        const auto ended = stays.take(slot);
        REQUIRE(ended.has_value());
        CHECK(ended->body == "flag");
        CHECK(ended->phases.dns >= 1s); // the first round has two seconds
    };
    test::run_async(main(by_name(server.url("/ok")), options, names, destroy));
}

namespace {

coro::task<http::response> transfer_to(http::engine& on, std::string url, http::known_host* host,
                                       http::timings::duration waited) {
    http::transfer under_way(on, {.url = std::move(url)}, host, waited);
    co_return co_await under_way;
}

} // namespace

TEST_CASE("a transfer that is cancelled before libcurl starts it does not lose the addresses") {
    test::dns_server names;
    names.add("flags.test", {"127.0.0.1"});
    const test::hostile_server server("flag");
    const auto main = [](std::string url, http::client_options options) -> coro::task<> {
        http::engine engine(std::move(options));
        const auto named = http::named_host_of(url);
        auto* const host = co_await engine.hosts().look_up(url, *named);
        CHECK(engine.hosts().find(*named) == host);
        {
            coro::task_group<http::response> group;
            group.start(transfer_to(engine, url, host, {}), {});
            co_await coro::yield_now(); // started and, before the loop turns, destroyed
        }
        CHECK_FALSE(host->is_known_to_libcurl);
        const auto answer = co_await transfer_to(engine, url, host, {});
        CHECK(answer.body == "flag");
        CHECK(host->is_known_to_libcurl);
    };
    test::run_async(main(by_name(server.url("/ok")), asking(names)));
}

TEST_CASE("the time that a request has waited for a name is part of its phases and of its limit") {
    const test::hostile_server server("flag");
    const auto main = [](const test::hostile_server& from) -> coro::task<> {
        auto options = test::direct();
        options.max_time = 10s;
        http::engine engine(options);
        const auto answer = co_await transfer_to(engine, from.url("/ok"), nullptr, 3s);
        const auto& phases = answer.phases;
        CHECK(phases.dns >= 3s);
        CHECK(phases.dns + phases.connect + phases.send + phases.wait + phases.receive == phases.total);
    };
    test::run_async(main(server));
    const auto limited = [](const test::hostile_server& from) -> coro::task<http::response> {
        auto options = test::direct();
        options.max_time = 60s;
        http::engine engine(options);
        co_return co_await transfer_to(engine, from.url("/silent"), nullptr, 59'950ms);
    };
    const auto ended = test::ends_within(
        50ms, 5s, [&] { return test::ending_of([&] { return test::run_async(limited(server)); }); });
    CHECK(ended.word == "timeout");
}

TEST_CASE("with a proxy, names are not looked up") {
    const test::dns_server names;
    test::hostile_server proxy("flag");
    proxy.on("http:", [](test::connection& peer) {
        return peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy");
    });
    const test::variable set("http_proxy", proxy.url(""));
    auto options = asking(names);
    options.environment_proxy = true;
    CHECK(test::get("http://flags.test/bd.png", options).body == "proxy");
    CHECK(names.questions("flags.test") == 0);
}
