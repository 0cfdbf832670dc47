// Many names: finishing order, the bound, sharing, slow sources, cancelling.
#include "probes.hpp"
#include "support/dns_path.hpp"
#include "support/dns_server.hpp"
#include "until_asked.hpp"

#include <flags/coro/cancelled.hpp>
#include <flags/coro/event.hpp>
#include <flags/coro/gather.hpp>
#include <flags/coro/task_group.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;
using dns::probe_kind;
using manner = test::dns_server::manner;

namespace {

coro::async_generator<std::string> endless(int& taken) {
    while (true)
        co_yield "n" + std::to_string(++taken) + ".test";
}

} // namespace

TEST_CASE("results come in finishing order, each with its name") {
    test::dns_server server;
    server.add("late.test", {"127.0.0.1"}, manner::hesitant);
    server.add("taken.test", {"127.0.0.1"});
    auto options = test::asking(server.address());
    options.timeout = 1s;
    options.tries = 100;
    const auto all = test::probe_all({"late.test", "taken.test", "free.test", "not a name"}, options);
    REQUIRE(all.size() == 4);
    CHECK(all.back().name == "late.test");
    const std::map<std::string, probe_kind> expected = {{"late.test", probe_kind::found},
                                                        {"taken.test", probe_kind::found},
                                                        {"free.test", probe_kind::not_found},
                                                        {"not a name", probe_kind::invalid}};
    CHECK(test::kinds(all) == expected);
}

TEST_CASE("names are taken only when there is room for them") {
    const test::dns_server server;
    int taken = 0;
    const auto main = [](dns::probe_options options, int& count) -> coro::task<> {
        options.max_in_flight = 5;
        dns::prober with(std::move(options));
        auto answers = dns::multi_probe(with, endless(count));
        for (int i = 0; i < 100; ++i) {
            const auto answer = co_await answers.next();
            REQUIRE(answer);
        }
    };
    test::run_async(main(test::asking(server.address()), taken));
    CHECK(taken >= 100);
    CHECK(taken <= 105);
}

TEST_CASE("all callers together look up at most the allowed number of names at once") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    const auto main = [](dns::probe_options options, const test::dns_server& asked) -> coro::task<> {
        options.max_in_flight = 1;
        dns::prober with(std::move(options));
        coro::task_group<dns::probe_result> group;
        group.start(with.probe("silent.test"), {});
        co_await test::until_asked(asked, "silent.test");
        group.start(with.probe("other.test"), {});
        co_await test::turns(10); // it would have asked in the first
        CHECK(with.queries_sent() == 2);
    };
    test::run_async(main(test::asking(server.address()), server));
}

TEST_CASE("equal names that are looked up at once share one query, and the queries are counted") {
    test::dns_server server;
    server.add("same.test", {"127.0.0.1"});
    const auto main = [](dns::probe_options options) -> coro::task<> {
        dns::prober with(std::move(options));
        // Begun in one turn of the loop, so that no answer can come between them.
        const auto [one, two, three] =
            co_await coro::gather(with.probe("same.test"), with.probe("SAME.test"), with.probe("same.test."));
        const std::vector<dns::probe_result> all = {one, two, three};
        for (const auto& each : all)
            CHECK(each.addresses == std::vector<std::string>{"127.0.0.1"});
        CHECK(test::kinds(all).size() == 3); // each under the name that it was given
        CHECK(with.queries_sent() == 2);
    };
    test::run_async(main(test::asking(server.address())));
    CHECK(server.questions("same.test") == 2);
}

TEST_CASE("a shared lookup continues when its first waiter is cancelled") {
    test::dns_server server;
    server.add("same.test", {"127.0.0.1"}, manner::hesitant);
    const auto main = [](dns::probe_options options, const test::dns_server& asked) -> coro::task<> {
        dns::prober with(std::move(options));
        std::stop_source stop;
        coro::task_group<dns::probe_result> leaves;
        coro::task_group<dns::probe_result> stays;
        leaves.start(with.probe("same.test"), stop.get_token());
        co_await test::until_asked(asked, "same.test");
        stays.start(with.probe("same.test"), {});
        co_await coro::yield_now(); // it waits for the other's answer
        stop.request_stop();
        const auto left = leaves.take(co_await leaves.next_ended());
        CHECK_FALSE(left.has_value());
        const auto stayed = stays.take(co_await stays.next_ended());
        CHECK((stayed.has_value() && stayed->kind == probe_kind::found));
    };
    auto options = test::asking(server.address());
    options.timeout = 500ms; // for the first try, which is not answered
    options.tries = 100;
    test::run_async(main(std::move(options), server));
}

TEST_CASE("answers are returned while the source waits for its next name") {
    test::dns_server server;
    server.add("first.test", {"127.0.0.1"});
    coro::event go_on;
    const auto held = [](coro::event& until) -> coro::async_generator<std::string> {
        co_yield "first.test";
        co_await until.wait();
        co_yield "second.test";
    };
    const auto main = [](dns::probe_options options, coro::async_generator<std::string> names,
                         coro::event& release) -> coro::task<> {
        dns::prober with(std::move(options));
        auto answers = dns::multi_probe(with, std::move(names));
        const auto first = co_await answers.next();
        CHECK((first && first->name == "first.test"));
        release.set();
        const auto second = co_await answers.next();
        CHECK((second && second->name == "second.test"));
        const auto end = co_await answers.next();
        CHECK_FALSE(end);
    };
    test::run_async(main(test::asking(server.address()), held(go_on), go_on));
}

TEST_CASE("a failing source ends the run with its exception") {
    const test::dns_server server;
    const auto main = [](dns::probe_options options) -> coro::task<> {
        const auto broken = []() -> coro::async_generator<std::string> {
            co_yield "a.test";
            throw std::runtime_error("the list is gone");
        };
        dns::prober with(std::move(options));
        (void)co_await test::collect(with, broken());
    };
    CHECK_THROWS_WITH(test::run_async(main(test::asking(server.address()))), "the list is gone");
}

TEST_CASE("a run that is cancelled while it waits ends at once and releases everything") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    const auto main = [](dns::probe_options options, const test::dns_server& asked) -> coro::task<> {
        dns::prober with(std::move(options));
        std::stop_source stop;
        coro::task_group<test::results> group;
        group.start(test::collect(with, test::each_of({"silent.test", "other.test"})), stop.get_token());
        co_await test::until_asked(asked, "silent.test");
        stop.request_stop();
        const auto ended = group.take(co_await group.next_ended());
        CHECK_FALSE(ended.has_value());
    };
    test::run_async(main(test::asking(server.address()), server));
}

TEST_CASE("the rate delays a third query, and a stop ends that wait") {
    const test::dns_server server;
    const auto main = [](dns::probe_options options) -> coro::task<> {
        options.rate = 1; // two questions at once after the rest, then one a second
        dns::prober with(std::move(options));
        const auto first = co_await with.probe("a.test");
        CHECK(first.kind == probe_kind::not_found);
        std::stop_source stop;
        coro::task_group<dns::probe_result> group;
        group.start(with.probe("b.test"), stop.get_token());
        co_await test::turns(10); // it would have asked in the first
        CHECK(with.queries_sent() == 2);
        stop.request_stop();
        const auto ended = group.take(co_await group.next_ended());
        CHECK_FALSE(ended.has_value());
    };
    test::run_async(main(test::asking(server.address())));
}

TEST_CASE("the rate delays a second try") {
    test::dns_server server;
    server.add("refused.test", {"127.0.0.1"}, manner::refusing);
    const auto main = [](dns::probe_options options, const test::dns_server& asked) -> coro::task<> {
        dns::prober other(options);
        options.rate = 1; // two questions at once after the rest, then one a second
        options.tries = 2;
        dns::prober with(std::move(options));
        coro::task_group<dns::probe_result> group;
        group.start(with.probe("refused.test"), {});
        co_await test::until_asked(asked, "refused.test");
        // The server answers in the order in which it is asked, so the refusals have come when this answer is here.
        const auto later = co_await other.probe("a.test");
        CHECK(later.kind == probe_kind::not_found);
        co_await test::turns(10);
        CHECK(with.queries_sent() == 2);
        CHECK_FALSE(group.next_ended().await_ready());
    };
    test::run_async(main(test::asking(server.address()), server));
}

TEST_CASE("no name fails when every third datagram is lost") {
    test::dns_server server;
    std::vector<std::string> names;
    for (int i = 0; i < 40; ++i) {
        names.push_back("n" + std::to_string(i) + ".test");
        if (i % 2 == 0) server.add(names.back(), {"127.0.0.1"});
    }
    const test::dns_path lossy({.to_port = server.port(), .lose_every = 3});
    auto options = test::asking(lossy.address());
    options.timeout = 200ms;
    options.tries = 300;
    const auto known = test::kinds(test::probe_all(names, options));
    REQUIRE(known.size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
        CHECK(known.at(names[i]) == (i % 2 == 0 ? probe_kind::found : probe_kind::not_found));
}
