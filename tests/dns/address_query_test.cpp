// The awaiter over c-ares: the table of its cases, and a channel that is destroyed under it.
#include "dns/address_query.hpp"
#include "support/dns_server.hpp"
#include "support/run_async.hpp"
#include "until_asked.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/stop.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <optional>
#include <string>

using namespace flags;
using namespace std::chrono_literals;
using manner = test::dns_server::manner;

namespace {

dns::channel_options only(const test::dns_server& server) {
    return {.servers = {server.address()}, .timeout = 5s, .tries = 1};
}

coro::task<int> status_of(dns::channel& on, std::string host) {
    dns::address_query query(on, std::move(host));
    const auto answer = co_await query;
    co_return answer.status;
}

using group_of_status = coro::task_group<int>;

} // namespace

TEST_CASE("the answer comes later, or at once from the hosts file") {
    test::dns_server server;
    server.add("a.test", {"127.0.0.1"});
    const auto main = [](dns::channel_options options) -> coro::task<> {
        dns::channel channel(options);
        const int later = co_await status_of(channel, "a.test");
        CHECK(later == ARES_SUCCESS);
        const int at_once = co_await status_of(channel, "localhost");
        CHECK(at_once == ARES_SUCCESS);
        const int again = co_await status_of(channel, "a.test"); // after the channel was at rest
        CHECK(again == ARES_SUCCESS);
        const int unknown = co_await status_of(channel, "nobody.test");
        CHECK(unknown == ARES_ENOTFOUND);
    };
    test::run_async(main(only(server)));
}

TEST_CASE("each query for a name is sent to the server") {
    test::dns_server server;
    server.add("a.test", {"127.0.0.1"});
    const auto main = [](dns::channel_options options, const test::dns_server& asked) -> coro::task<> {
        dns::channel channel(options);
        for (const std::size_t questions : {2U, 4U}) {
            const int status = co_await status_of(channel, "a.test");
            CHECK(status == ARES_SUCCESS);
            CHECK(asked.questions("a.test") == questions);
        }
    };
    test::run_async(main(only(server), server));
}

TEST_CASE("cancelled before: no query is sent") {
    test::dns_server server;
    server.add("a.test", {"127.0.0.1"});
    std::stop_source stop;
    stop.request_stop();
    const auto main = [](dns::channel_options options) -> coro::task<int> {
        dns::channel channel(options);
        co_return co_await status_of(channel, "a.test");
    };
    CHECK_THROWS_AS(test::run_async(main(only(server)), stop.get_token()), coro::cancelled);
    CHECK(server.questions("a.test") == 0);
}

TEST_CASE("cancelled or destroyed during: a later answer is dropped") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    bool destroy = false;
    SUBCASE("cancelled") {}
    SUBCASE("destroyed") { destroy = true; }
    const auto main = [](dns::channel_options options, const test::dns_server& asked,
                         bool destroyed) -> coro::task<> {
        options.timeout = 100ms; // the answer that comes: a time-out
        dns::channel channel(options);
        {
            std::stop_source stop;
            group_of_status group;
            group.start(status_of(channel, "silent.test"), stop.get_token());
            co_await test::until_asked(asked, "silent.test");
            if (!destroyed) {
                stop.request_stop();
                const auto slot = co_await group.next_ended();
                const auto ended = group.take(slot);
                CHECK_FALSE(ended.has_value());
            }
        }
        const int other = co_await status_of(channel, "silent.test"); // ends after the first one's time-out
        CHECK(other == ARES_ETIMEOUT);
    };
    test::run_async(main(only(server), server, destroy));
}

TEST_CASE("cancelled after the answer in the same turn: the answer counts") {
    const auto main = []() -> coro::task<> {
        dns::channel channel({.servers = {}, .timeout = 5s, .tries = 1});
        std::stop_source stop;
        group_of_status group;
        group.start(status_of(channel, "localhost"), stop.get_token()); // answered inside the await
        co_await coro::yield_now();                                     // it has asked and was made ready
        stop.request_stop();
        const auto slot = co_await group.next_ended();
        const auto ended = group.take(slot);
        CHECK(ended.has_value());
    };
    test::run_async(main());
}

TEST_CASE("destroyed after the answer, before it was resumed: the frame is not resumed") {
    const auto main = []() -> coro::task<> {
        dns::channel channel({.servers = {}, .timeout = 5s, .tries = 1});
        const auto count_answers = [](dns::channel& on, int& count) -> coro::task<int> {
            const int status = co_await status_of(on, "localhost");
            ++count;
            co_return status;
        };
        int answers = 0;
        {
            group_of_status group;
            group.start(count_answers(channel, answers), {});
            co_await coro::yield_now();
            CHECK_FALSE(group.next_ended().await_ready());
        }
        co_await test::turns(2); // the second would have gone on in the first
        CHECK(answers == 0);
    };
    test::run_async(main());
}

TEST_CASE("a channel that is destroyed ends its queries in flight") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    const auto main = [](dns::channel_options options, const test::dns_server& asked) -> coro::task<> {
        std::optional<dns::channel> channel(options);
        group_of_status group;
        group.start(status_of(*channel, "silent.test"), {});
        co_await test::until_asked(asked, "silent.test");
        channel.reset();
        const auto slot = co_await group.next_ended();
        const auto ended = group.take(slot);
        CHECK(*ended == ARES_EDESTRUCTION);
    };
    test::run_async(main(only(server), server));
}

TEST_CASE("the text of an address") {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(dns::address_text(reinterpret_cast<const sockaddr&>(four)) == "127.0.0.1");
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_addr = in6addr_loopback;
    CHECK(dns::address_text(reinterpret_cast<const sockaddr&>(six)) == "::1");
    sockaddr other{};
    other.sa_family = AF_UNIX;
    CHECK(dns::address_text(other).empty());
}
