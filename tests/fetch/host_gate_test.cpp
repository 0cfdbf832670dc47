// Holding a host back: others wait, one probe reopens it, no right is lost.
#include "support/run_async.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/gather.hpp>
#include <flags/coro/scope.hpp>
#include <flags/coro/task_group.hpp>
#include <flags/fetch/host_gate.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace flags;
using namespace std::chrono_literals;
using fetch::host_gate;
using std::chrono::steady_clock;

namespace {

const std::string host = "http://a.example";

coro::task<> hold(host_gate& gate, std::chrono::milliseconds wait) {
    auto pass = co_await gate.enter(host);
    pass.hold(wait);
}

struct traffic {
    int inside = 0;
    int most = 0;
    int answered = 0;
};

// Enters, stays for a moment, says that it was answered.
coro::task<> visit(host_gate& gate, traffic& seen) {
    auto pass = co_await gate.enter(host);
    seen.most = std::max(seen.most, ++seen.inside);
    co_await aio::sleep(2ms);
    --seen.inside;
    ++seen.answered;
    pass.answered();
}

} // namespace

TEST_CASE("requests to a host that is not held pass at once") {
    const auto main = []() -> coro::task<> {
        host_gate gate;
        traffic seen;
        std::vector<coro::task<>> visits;
        for (int i = 0; i < 10; ++i)
            visits.push_back(visit(gate, seen));
        co_await coro::gather(std::move(visits));
        CHECK(seen.most == 10);
        CHECK_FALSE(gate.is_held(host));
    };
    test::run_async(main());
}

TEST_CASE("no request goes to a held host, then one probe reopens it for all") {
    const auto main = []() -> coro::task<> {
        host_gate gate;
        co_await hold(gate, 30ms);
        CHECK(gate.is_held(host));
        const auto before = steady_clock::now();
        traffic probe_phase;
        std::vector<int> alone_when_first;
        const auto watcher = [](host_gate& at, traffic& seen, std::vector<int>& firsts) -> coro::task<> {
            auto pass = co_await at.enter(host);
            if (at.is_held(host)) firsts.push_back(seen.inside);
            ++seen.inside;
            co_await aio::sleep(5ms);
            --seen.inside;
            ++seen.answered;
            pass.answered();
        };
        std::vector<coro::task<>> visits;
        for (int i = 0; i < 8; ++i)
            visits.push_back(watcher(gate, probe_phase, alone_when_first));
        co_await coro::gather(std::move(visits));
        CHECK(steady_clock::now() - before >= 29ms);
        CHECK(alone_when_first == std::vector{0}); // one probe and no other request
        CHECK(probe_phase.answered == 8);
        CHECK_FALSE(gate.is_held(host));
    };
    test::run_async(main());
}

TEST_CASE("a probe that is refused holds the others again") {
    const auto main = []() -> coro::task<> {
        host_gate gate;
        co_await hold(gate, 10ms);
        const auto before = steady_clock::now();
        co_await hold(gate, 30ms); // the probe, after the first 10 ms
        traffic seen;
        co_await visit(gate, seen);
        CHECK(steady_clock::now() - before >= 38ms);
    };
    test::run_async(main());
}

TEST_CASE("a probe without a result gives its right to the next") {
    const auto main = []() -> coro::task<> {
        host_gate gate;
        co_await hold(gate, 1ms);
        {
            const auto silent = co_await gate.enter(host);
        }
        CHECK(gate.is_held(host));
        traffic seen;
        co_await visit(gate, seen);
        CHECK(seen.answered == 1);
        CHECK_FALSE(gate.is_held(host));
    };
    test::run_async(main());
}

TEST_CASE("other hosts are not held") {
    const auto main = []() -> coro::task<> {
        host_gate gate;
        co_await hold(gate, 1h);
        auto pass = co_await gate.enter("http://b.example");
        pass.answered();
        CHECK(gate.is_held(host));
    };
    test::run_async(main());
}

TEST_CASE("an answer to a request that left before the hold does not reopen the host") {
    const auto main = []() -> coro::task<> {
        host_gate gate;
        auto early = co_await gate.enter(host);
        co_await hold(gate, 1h);
        early.answered();
        CHECK(gate.is_held(host));
    };
    test::run_async(main());
}

TEST_CASE("a shorter hold does not cut a longer one short") {
    auto now = host_gate::clock::time_point() + 1h;
    const auto main = [](host_gate::clock::time_point& time) -> coro::task<> {
        host_gate gate([&time] { return time; });
        auto first = co_await gate.enter(host);
        auto second = co_await gate.enter(host);
        first.hold(1h);
        second.hold(1ms);
        time += 1s; // the short one is over, the long one is not
        traffic seen;
        coro::task_group<void> waiting;
        waiting.start(visit(gate, seen), {});
        co_await aio::sleep(1ms);
        CHECK(seen.most == 0);
        time += 1h;
        co_await visit(gate, seen);
        CHECK(seen.most == 1);
    };
    test::run_async(main(now));
}

TEST_CASE("a wait at the gate can be cancelled, during the hold and behind the probe") {
    auto now = host_gate::clock::time_point() + 1h;
    host_gate gate([&now] { return now; });
    traffic seen;
    const auto body = [&](coro::scope& inside) -> coro::task<> {
        co_await hold(gate, 1h);
        now += 1h;
        auto probe = co_await gate.enter(host);
        inside.spawn(visit(gate, seen)); // behind the probe
        co_await aio::sleep(1ms);
        probe.hold(1h);
        inside.spawn(visit(gate, seen)); // in the hold, which the clock of this test never ends
        co_await aio::sleep(1ms);
        CHECK(seen.most == 0);
        inside.request_stop();
    };
    test::run_async(coro::with_scope(body));
    CHECK(seen.most == 0);
    CHECK(seen.answered == 0);
}
