// One name at a time: the result of each kind of answer and of failure.
#include "probes.hpp"
#include "support/dns_server.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;
using dns::probe_kind;
using manner = test::dns_server::manner;

TEST_CASE("found: addresses of both families, ttl, server, number of tries and elapsed time") {
    test::dns_server server;
    server.add("both.test", {"127.0.0.1", "127.0.0.2", "::1"});
    const auto result = test::probe("Both.TEST.", test::asking(server.address()));
    CHECK(result.kind == probe_kind::found);
    CHECK(result.name == "Both.TEST.");
    CHECK(result.addresses == std::vector<std::string>{"127.0.0.1", "127.0.0.2", "::1"});
    CHECK(result.ttl == 60s);
    CHECK(result.resolver == server.address());
    CHECK(result.tries == 1);
    CHECK(result.elapsed > 0ns);
    CHECK(result.message.empty());
    CHECK(server.questions("both.test") == 2);
}

TEST_CASE("of several records the shortest ttl counts, in one answer and in two") {
    test::dns_server server; // the first address lives for 60 s, each further one for a second more
    const std::vector<std::vector<std::string>> orders = {
        {"127.0.0.1", "127.0.0.2"}, {"127.0.0.1", "::1"}, {"::1", "127.0.0.1"}};
    for (const auto& addresses : orders) {
        server.add("a.test", addresses);
        CHECK(test::probe("a.test", test::asking(server.address())).ttl == 60s);
    }
}

TEST_CASE("one family is found, neither family is no_address, no name is not_found") {
    test::dns_server server;
    server.add("four.test", {"127.0.0.4"});
    server.add("six.test", {"::6"});
    server.add("empty.test", {});
    const auto options = test::asking(server.address());
    CHECK(test::probe("four.test", options).addresses == std::vector<std::string>{"127.0.0.4"});
    CHECK(test::probe("six.test", options).addresses == std::vector<std::string>{"::6"});
    CHECK(test::probe("empty.test", options).kind == probe_kind::no_address);
    const auto nowhere = test::probe("nobody.test", options);
    CHECK(nowhere.kind == probe_kind::not_found);
    CHECK(nowhere.addresses.empty());
    CHECK(nowhere.cause.empty());
}

TEST_CASE("a server failure is reported as failed with its cause, never as not found") {
    test::dns_server server;
    struct failure {
        manner how;
        const char* cause;
    };
    const std::vector<failure> failures = {{manner::silent, "timeout"},
                                           {manner::wrong_id, "timeout"},
                                           {manner::garbled, "timeout"},
                                           {manner::refusing, "refused"},
                                           {manner::failing, "server_failure"},
                                           {manner::lame, "lame"},
                                           {manner::malformed, "malformed"},
                                           {manner::empty_records, "malformed"},
                                           {manner::short_records, "malformed"},
                                           {manner::update_code, "server_failure"},
                                           {manner::unassigned_code, "server_failure"}};
    auto options = test::asking(server.address());
    options.tries = 2;
    for (const auto& [how, cause] : failures) {
        options.timeout = std::string(cause) == "timeout" ? 100ms : 20'000ms;
        CAPTURE(cause);
        server.add("bad.test", {"127.0.0.1", "::1"}, how);
        const std::size_t before = server.questions("bad.test");
        const auto result = test::probe("bad.test", options);
        CHECK(result.kind == probe_kind::failed);
        CHECK(result.cause == cause);
        CHECK(result.message.ends_with(", asked 2 times, the last time " + server.address()));
        CHECK(result.tries == 2);
        CHECK(server.questions("bad.test") == before + 4);
    }
}

TEST_CASE("an answer to the second try counts") {
    test::dns_server server;
    server.add("slow.test", {"127.0.0.1"}, manner::hesitant);
    auto options = test::asking(server.address());
    options.timeout = 500ms;
    options.tries = 100;
    const auto result = test::probe("slow.test", options);
    CHECK(result.kind == probe_kind::found);
    CHECK(result.tries >= 2);
}

TEST_CASE("a server that answered fast has the whole time-out for the next answer") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    const auto main = [](dns::probe_options options) -> coro::task<dns::probe_result> {
        options.timeout = 500ms;
        dns::prober with(std::move(options));
        for (const std::string name : {"a.test", "b.test", "c.test", "d.test"})
            (void)co_await with.probe(name);
        co_return co_await with.probe("silent.test");
    };
    const auto result = test::run_async(main(test::asking(server.address())));
    CHECK(result.cause == "timeout");
    CHECK(result.elapsed >= 490ms); // less what a millisecond clock cuts
}

TEST_CASE("an answer that is too long for a datagram is fetched by TCP") {
    test::dns_server server;
    std::vector<std::string> many;
    for (int i = 1; i <= 60; ++i)
        many.push_back("127.0.1." + std::to_string(i));
    server.add("many.test", many, manner::truncated);
    CHECK(test::probe("many.test", test::asking(server.address())).addresses == many);
}

TEST_CASE("at most 100 addresses of each family are kept") {
    test::dns_server server;
    std::vector<std::string> many;
    for (int i = 0; i < 500; ++i)
        many.push_back("127.1." + std::to_string(i / 200) + "." + std::to_string(i % 200));
    server.add("many.test", many, manner::truncated);
    CHECK(test::probe("many.test", test::asking(server.address())).addresses.size() == 100);
}

TEST_CASE("the next server is asked only when the first one gives no answer") {
    test::dns_server first;
    test::dns_server second;
    first.add("a.test", {"127.0.0.1"}, manner::refusing);
    second.add("a.test", {"127.0.0.2"});
    second.add("b.test", {"127.0.0.2"});
    auto options = test::asking(first.address());
    options.servers.push_back(second.address());
    const auto asked_both = test::probe("a.test", options);
    CHECK(asked_both.kind == probe_kind::found);
    CHECK(asked_both.resolver == second.address());
    CHECK(asked_both.tries == 2);
    CHECK(test::probe("b.test", options).kind == probe_kind::not_found);
    CHECK(second.questions("b.test") == 0);
}

TEST_CASE("without a listening server the name fails and the run continues") {
    std::string closed;
    {
        const test::dns_server server;
        closed = server.address();
    }
    auto options = test::asking(closed);
    options.timeout = 100ms; // for the question whose error the other one took
    const auto result = test::probe("a.test", options);
    CHECK(result.kind == probe_kind::failed);
    CHECK(result.cause == "no_server");
}

TEST_CASE("no query is sent for text that is not a name") {
    test::dns_server server;
    const auto result = test::probe("a b.test", test::asking(server.address()));
    CHECK(result.kind == probe_kind::invalid);
    CHECK(result.message == "it has a space or a control character in it");
    CHECK(result.tries == 0);
}

TEST_CASE("a name in another script is queried in ASCII and reported as it was given") {
    test::dns_server server;
    server.add("xn--bcher-kva.test", {"127.0.0.1"});
    const auto result = test::probe("B\u00fccher.test", test::asking(server.address()));
    CHECK(result.kind == probe_kind::found);
    CHECK(result.name == "B\u00fccher.test");
}

TEST_CASE("name servers that are not addresses are refused") {
    CHECK_THROWS_AS((void)test::probe("a.test", test::asking("not an address")), usage_error);
}

TEST_CASE("a prober without a running loop is a usage error") {
    CHECK_THROWS_WITH_AS(dns::prober(test::asking("127.0.0.1")),
                         "no loop runs on this thread: make and use this object inside aio::run",
                         usage_error);
}

TEST_CASE("the system's resolver knows localhost and gives no ttl") {
    dns::probe_options options;
    options.system = true;
    const auto here = test::probe("localhost", options);
    CHECK(here.kind == probe_kind::found);
    CHECK((std::ranges::count(here.addresses, "127.0.0.1") == 1 ||
           std::ranges::count(here.addresses, "::1") == 1));
    CHECK(here.resolver == "system");
    CHECK_FALSE(here.ttl);
}
