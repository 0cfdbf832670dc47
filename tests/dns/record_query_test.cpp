// The awaiter over two questions: the table of its cases, and a channel that is destroyed under it.
#include "dns/record_query.hpp"
#include "support/dns_server.hpp"
#include "support/run_async.hpp"
#include "until_asked.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

using namespace flags;
using namespace std::chrono_literals;
using manner = test::dns_server::manner;

namespace {

dns::channel_options asking_only(const test::dns_server& server, std::chrono::milliseconds timeout = 20s) {
    return {.servers = {server.address()}, .timeout = timeout, .tries = 1, .any_answer_counts = true};
}

coro::task<dns::record_answers> ask(dns::channel& on, std::string name, dns::wanted_records wanted) {
    co_return co_await dns::record_query(on, std::move(name), wanted);
}

using group_of_answers = coro::task_group<dns::record_answers>;

} // namespace

TEST_CASE("asking_only what is wanted is asked for, and each answer is kept apart") {
    test::dns_server server;
    server.add("four.test", {"127.0.0.4"});
    const auto main = [](dns::channel_options options, const test::dns_server& asked) -> coro::task<> {
        dns::channel channel(options);
        const auto both = co_await ask(channel, "four.test", {true, true});
        CHECK(both[0].addresses == std::vector<std::string>{"127.0.0.4"});
        CHECK(both[0].ttl == 60s);
        CHECK(both[1].status == ARES_ENODATA);
        CHECK_FALSE(both[1].lame);
        CHECK(asked.questions("four.test") == 2);
        const auto second = co_await ask(channel, "four.test", {false, true});
        CHECK(second[1].status == ARES_ENODATA);
        CHECK(asked.questions("four.test") == 3);
    };
    test::run_async(main(asking_only(server), server));
}

TEST_CASE("an answer that cannot be decoded ends no other query") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    server.add("garbled.test", {}, manner::garbled);
    server.add("malformed.test", {"127.0.0.1"}, manner::malformed);
    server.add("plain.test", {"127.0.0.1"});
    const auto main = [](dns::channel_options options, const test::dns_server& asked) -> coro::task<> {
        dns::channel channel(options);
        group_of_answers silent;
        silent.start(ask(channel, "silent.test", {true, true}), {});
        group_of_answers garbled;
        garbled.start(ask(channel, "garbled.test", {true, true}), {});
        co_await test::until_asked(asked, "garbled.test");
        const auto malformed = co_await ask(channel, "malformed.test", {true, true});
        CHECK(malformed[0].status == ARES_EBADRESP);
        const auto plain = co_await ask(channel, "plain.test", {true, true});
        CHECK(plain[0].status == ARES_SUCCESS);
        CHECK_FALSE(silent.next_ended().await_ready());
        CHECK_FALSE(garbled.next_ended().await_ready());
    };
    test::run_async(main(asking_only(server), server));
}

TEST_CASE("record query, cancelled before: no query is sent") {
    test::dns_server server;
    std::stop_source stop;
    stop.request_stop();
    const auto main = [](dns::channel_options options) -> coro::task<> {
        dns::channel channel(options);
        (void)co_await ask(channel, "a.test", {true, true});
    };
    CHECK_THROWS_AS(test::run_async(main(asking_only(server)), stop.get_token()), coro::cancelled);
    CHECK(server.questions("a.test") == 0);
}

TEST_CASE("record query, cancelled or destroyed during: later answers are dropped") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    bool destroy = false;
    SUBCASE("cancelled") {}
    SUBCASE("destroyed") { destroy = true; }
    const auto main = [](dns::channel_options options, const test::dns_server& asked,
                         bool destroyed) -> coro::task<> {
        dns::channel channel(options);
        {
            std::stop_source stop;
            group_of_answers group;
            group.start(ask(channel, "silent.test", {true, true}), stop.get_token());
            co_await test::until_asked(asked, "silent.test");
            if (!destroyed) {
                stop.request_stop();
                const auto ended = group.take(co_await group.next_ended());
                CHECK_FALSE(ended.has_value());
            }
        }
        const auto other = co_await ask(channel, "silent.test", {true, true}); // ends after the first
        CHECK(other[0].status == ARES_ETIMEOUT);
    };
    test::run_async(main(asking_only(server, 100ms), server, destroy));
}

TEST_CASE("record query, a channel that is destroyed ends its queries in flight") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    const auto main = [](dns::channel_options options, const test::dns_server& asked) -> coro::task<> {
        std::optional<dns::channel> channel(options);
        group_of_answers group;
        group.start(ask(*channel, "silent.test", {true, true}), {});
        co_await test::until_asked(asked, "silent.test");
        channel.reset();
        const auto ended = group.take(co_await group.next_ended());
        CHECK(ended.value()[0].status == ARES_EDESTRUCTION);
        CHECK(ended.value()[1].status == ARES_EDESTRUCTION);
    };
    test::run_async(main(asking_only(server), server));
}
