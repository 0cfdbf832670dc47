// Names without an address: errors, fallback, repeated failures.
#include "resolve.hpp"

#include <flags/coro/gather.hpp>
#include <flags/dns/error.hpp>

#include <ares.h>
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <netdb.h>
#include <new>
#include <string>
#include <thread>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;
using manner = test::dns_server::manner;

TEST_CASE("a name that does not exist is a dns fault with c-ares's code") {
    const test::dns_server server;
    const auto failure = test::failure_of("nobody.test", test::only(server));
    CHECK(failure.fault() == transport_fault::dns);
    CHECK(failure.code() == std::error_code(ARES_ENOTFOUND, dns::ares_category()));
    CHECK(std::string(failure.what()) == "the name nobody.test could not be resolved: check its spelling and "
                                         "the network (Domain name not found)");
}

TEST_CASE("every other answer without an address is a dns fault") {
    test::dns_server server;
    server.add("empty.test", {});
    server.add("refused.test", {}, manner::refusing);
    server.add("garbled.test", {}, manner::garbled);
    server.add("silent.test", {}, manner::silent);
    auto options = test::only(server);
    options.timeout = 100ms;
    for (const std::string name : {"empty.test", "refused.test", "garbled.test", "silent.test"}) {
        CAPTURE(name);
        CHECK(test::failure_of(name, options).fault() == transport_fault::dns);
    }
    CHECK(test::failure_of("silent.test", options).code() ==
          std::error_code(ARES_ETIMEOUT, dns::ares_category()));
    CHECK(test::failure_of(std::string(300, 'x') + ".test", options).fault() == transport_fault::dns);
    CHECK(test::failure_of("", options).fault() == transport_fault::dns);
}

TEST_CASE("a server that does not answer has its time-out in each round") {
    test::dns_server server;
    server.add("silent.test", {}, manner::silent);
    auto options = test::only(server);
    options.timeout = 50ms;
    options.tries = 2;
    const auto start = std::chrono::steady_clock::now();
    (void)test::failure_of("silent.test", options);
    CHECK(std::chrono::steady_clock::now() - start >=
          140ms);                               // 50 and 100, less what a millisecond clock cuts
    while (server.questions("silent.test") < 4) // its thread may be late
        std::this_thread::yield();
    CHECK(server.questions("silent.test") == 4);
}

TEST_CASE("the fallback is asked once for a name that the servers do not know") {
    const test::dns_server server;
    auto options = test::only(server);
    std::atomic<int> calls = 0;
    options.fallback = [&calls](const std::string& host) -> dns::system_answer {
        ++calls;
        if (host == "printer.local") return dns::addresses{"127.0.0.9"};
        return std::unexpected(dns::system_failure{EAI_NONAME, "never heard of it"});
    };
    const auto main = [](dns::resolver_options with) -> coro::task<> {
        dns::resolver names(std::move(with));
        std::vector<coro::task<dns::addresses>> waiters;
        for (int i = 0; i < 5; ++i)
            waiters.push_back(names.resolve("printer.local"));
        const auto found = co_await coro::gather(std::move(waiters));
        CHECK(found.back() == dns::addresses{"127.0.0.9"});
    };
    test::run_async(main(options));
    CHECK(calls == 1);
    CHECK(std::string(test::failure_of("nobody.test", options).what())
              .ends_with("; the system: never heard of it)"));
}

TEST_CASE("resolve rethrows an exception of the fallback") {
    const test::dns_server server;
    auto options = test::only(server);
    options.fallback = [](const std::string&) -> dns::system_answer { throw std::bad_alloc(); };
    CHECK_THROWS_AS((void)test::resolve("nobody.test", options), std::bad_alloc);
}

TEST_CASE("a failure is cached for a while, then the name is queried again") {
    test::dns_server server;
    const auto main = [](dns::resolver_options options, test::dns_server& asked) -> coro::task<> {
        dns::resolver names(std::move(options));
        for (int round = 0; round < 2; ++round) {
            try {
                (void)co_await names.resolve("late.test");
                FAIL("resolved");
            } catch (const transport_error&) {
                asked.add("late.test", {"127.0.0.1"});
            }
        }
    };
    auto options = test::only(server);
    options.failures_kept_for = 1h;
    test::run_async(main(options, server));
    CHECK(server.questions("late.test") == 2);

    const auto retry = [](dns::resolver_options with, test::dns_server& asked) -> coro::task<dns::addresses> {
        dns::resolver names(std::move(with));
        bool failed = false;
        try {
            (void)co_await names.resolve("soon.test");
        } catch (const transport_error&) {
            failed = true;
            asked.add("soon.test", {"127.0.0.1"});
        }
        CHECK(failed);
        co_return co_await names.resolve("soon.test");
    };
    options.failures_kept_for = 0ms;
    CHECK(test::run_async(retry(options, server)) == dns::addresses{"127.0.0.1"});
}

TEST_CASE("name servers that are not addresses are a usage_error, and several are asked in turn") {
    test::dns_server server;
    server.add("second.test", {"127.0.0.1"});
    auto options = test::only(server);
    options.servers = {"not an address"};
    CHECK_THROWS_AS((void)test::resolve("second.test", options), usage_error);

    test::dns_server refusing;
    refusing.add("second.test", {}, manner::refusing);
    options.servers = {refusing.address(), server.address()};
    CHECK(test::resolve("second.test", options) == dns::addresses{"127.0.0.1"});
    CHECK(refusing.questions("second.test") == 2);
}

TEST_CASE("addresses in an answer that is none are not used, and the next server is asked") {
    for (const auto how :
         {manner::unassigned_code, manner::update_code, manner::empty_records, manner::short_records}) {
        CAPTURE(static_cast<int>(how));
        test::dns_server strange;
        strange.add("host.test", {"192.0.2.1", "2001:db8::1"}, how);
        auto options = test::only(strange);
        CHECK(test::failure_of("host.test", options).fault() == transport_fault::dns);

        test::dns_server plain;
        plain.add("host.test", {"127.0.0.1"});
        options.servers = {strange.address(), plain.address()};
        CHECK(test::resolve("host.test", options) == dns::addresses{"127.0.0.1"});
    }
}
