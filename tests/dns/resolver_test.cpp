// Names to addresses, with a name server that the tests own.
#include "resolve.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/cancelled.hpp>
#include <flags/coro/gather.hpp>
#include <flags/coro/task_group.hpp>
#include <flags/dns/resolver.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <netdb.h>
#include <string>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;
using manner = test::dns_server::manner;

TEST_CASE("a name resolves to the addresses of both families") {
    test::dns_server server;
    server.add("both.test", {"127.0.0.1", "127.0.0.2", "::1"});
    server.add("four.test", {"127.0.0.4"});
    server.add("six.test", {"::1"});
    auto both = test::resolve("both.test", test::only(server));
    std::ranges::sort(both);
    CHECK(both == dns::addresses{"127.0.0.1", "127.0.0.2", "::1"});
    CHECK(test::resolve("four.test", test::only(server)) == dns::addresses{"127.0.0.4"});
    CHECK(test::resolve("six.test", test::only(server)) == dns::addresses{"::1"});
    CHECK(test::resolve("FOUR.test", test::only(server)) == dns::addresses{"127.0.0.4"});
}

TEST_CASE("a resolver fetches an answer that is too long for a datagram by TCP") {
    test::dns_server server;
    std::vector<std::string> many;
    for (int i = 1; i <= 60; ++i)
        many.push_back("127.0.1." + std::to_string(i));
    server.add("many.test", many, manner::truncated);
    auto found = test::resolve("many.test", test::only(server));
    std::ranges::sort(found);
    std::ranges::sort(many);
    CHECK(found == many);
}

TEST_CASE("twenty concurrent requests for a name share one lookup, and later ones its answer") {
    test::dns_server server;
    server.add("shared.test", {"127.0.0.1"});
    const auto main = [](dns::resolver_options options) -> coro::task<> {
        dns::resolver names(std::move(options));
        std::vector<coro::task<dns::addresses>> waiters;
        for (int i = 0; i < 20; ++i)
            waiters.push_back(names.resolve("shared.test"));
        const auto found = co_await coro::gather(std::move(waiters));
        CHECK(std::ranges::count(found, dns::addresses{"127.0.0.1"}) == 20);
        const auto later = co_await names.resolve("shared.test");
        CHECK(later == dns::addresses{"127.0.0.1"});
    };
    test::run_async(main(test::only(server)));
    CHECK(server.questions("shared.test") == 2); // one for A and one for AAAA
}

TEST_CASE("many different names get their own answers, with two lookups at once") {
    test::dns_server server;
    for (int i = 1; i <= 50; ++i)
        server.add("n" + std::to_string(i) + ".test", {"127.0.2." + std::to_string(i)});
    const auto main = [](dns::resolver_options options) -> coro::task<> {
        options.max_in_flight = 2;
        dns::resolver names(std::move(options));
        std::vector<coro::task<dns::addresses>> waiters;
        for (int i = 1; i <= 50; ++i)
            waiters.push_back(names.resolve("n" + std::to_string(i) + ".test"));
        const auto found = co_await coro::gather(std::move(waiters));
        for (int i = 1; i <= 50; ++i)
            CHECK(found[static_cast<std::size_t>(i - 1)] == dns::addresses{"127.0.2." + std::to_string(i)});
    };
    test::run_async(main(test::only(server)));
}

TEST_CASE("at most the allowed number of lookups run at once") {
    test::dns_server server;
    server.add("a.test", {}, manner::silent);
    server.add("b.test", {"127.0.0.1"});
    server.add("c.test", {"127.0.0.1"});
    const auto main = [](dns::resolver_options options, const test::dns_server& asked) -> coro::task<> {
        options.max_in_flight = 1;
        dns::resolver names(options);
        dns::resolver other(std::move(options));
        coro::task_group<dns::addresses> group;
        group.start(names.resolve("a.test"), {});
        group.start(names.resolve("b.test"), {});
        co_await test::until([&asked] { return asked.questions("a.test") == 2; });
        // The server answers in the order in which it is asked: a question for b.test would have come before this one.
        const auto later = co_await other.resolve("c.test");
        CHECK(later == dns::addresses{"127.0.0.1"});
        CHECK(asked.questions("b.test") == 0);
    };
    test::run_async(main(test::only(server), server));
}

TEST_CASE("the system's lookup finds this machine, and gives the reason for an unknown name") {
    const auto here = dns::system_lookup("localhost");
    REQUIRE(here.has_value());
    CHECK((std::ranges::count(*here, "127.0.0.1") == 1 || std::ranges::count(*here, "::1") == 1));
    const auto nowhere = dns::system_lookup(std::string(300, 'x')); // longer than any name (RFC 1035, 2.3.4)
    REQUIRE_FALSE(nowhere.has_value());
    CHECK(nowhere.error().code == EAI_NONAME);
    CHECK_FALSE(nowhere.error().words.empty());
}

TEST_CASE("the hosts file is read before a server is asked") {
    const test::dns_server server;
    const auto found = test::resolve("localhost", test::only(server));
    CHECK((found.front() == "127.0.0.1" || found.front() == "::1"));
    CHECK(server.questions("localhost") == 0);
}

namespace {

coro::task<> resolve_and_count(dns::resolver& names, std::string host, int& passed) {
    (void)co_await names.resolve(std::move(host));
    ++passed;
}

} // namespace

TEST_CASE("cancelled before: throws instead of waiting") {
    test::dns_server server;
    server.add("a.test", {"127.0.0.1"});
    std::stop_source stop;
    stop.request_stop();
    const auto main = [](dns::resolver_options options) -> coro::task<> {
        dns::resolver names(std::move(options));
        int passed = 0;
        co_await resolve_and_count(names, "a.test", passed);
        FAIL("not cancelled");
    };
    CHECK_THROWS_AS(test::run_async(main(test::only(server)), stop.get_token()), coro::cancelled);
}

TEST_CASE("the second of two waiters gets the answer when the first is cancelled or destroyed") {
    test::dns_server server;
    std::promise<void> asked;
    std::shared_future<void> answer = asked.get_future().share();
    auto options = test::only(server);
    // The fallback holds the lookup until the first has gone.
    options.fallback = [answer](const std::string&) -> dns::system_answer {
        answer.wait();
        return dns::addresses{"127.0.0.7"};
    };
    int first = 0;
    int second = 0;
    bool destroy = false;
    SUBCASE("cancelled") {}
    SUBCASE("destroyed") { destroy = true; }
    const auto main = [](dns::resolver_options with, std::promise<void>& release, bool destroyed, int& one,
                         int& other) -> coro::task<> {
        dns::resolver names(std::move(with));
        coro::task_group<void> stays;
        {
            std::stop_source stop;
            coro::task_group<void> leaves;
            leaves.start(resolve_and_count(names, "held.test", one), stop.get_token());
            co_await coro::yield_now(); // it has asked
            stays.start(resolve_and_count(names, "held.test", other), {});
            co_await coro::yield_now(); // it waits for the same answer
            if (!destroyed) {
                stop.request_stop();
                const auto slot = co_await leaves.next_ended();
                const auto ended = leaves.take(slot);
                CHECK_FALSE(ended.has_value());
            }
        }
        release.set_value();
        const auto slot = co_await stays.next_ended();
        const auto ended = stays.take(slot);
        CHECK(ended.has_value());
    };
    test::run_async(main(options, asked, destroy, first, second));
    CHECK(first == 0);
    CHECK(second == 1);
}

TEST_CASE("a resolver that is destroyed during a query releases everything") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    const auto main = [](dns::resolver_options options, const test::dns_server& asked) -> coro::task<> {
        int passed = 0;
        {
            dns::resolver names(std::move(options));
            coro::task_group<void> group;
            group.start(resolve_and_count(names, "silent.test", passed), {});
            co_await test::until([&asked] { return asked.questions("silent.test") == 2; });
        }
        co_await aio::sleep(2ms);
        CHECK(passed == 0);
    };
    test::run_async(main(test::only(server), server));
}
