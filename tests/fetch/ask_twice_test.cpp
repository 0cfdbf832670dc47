// Of two requests for one file the first whole answer counts. That the first has stalled is said by the test.
#include "fetch/ask_twice.hpp"
#include "fetch/downloads.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/coro/event.hpp>
#include <flags/coro/gather.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <utility>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;

namespace {

// Some time after the first request has come, which the second must not overtake.
coro::task<> stall_after(const std::atomic<int>& asked, std::chrono::milliseconds time,
                         coro::event& stalled) {
    co_await until([&asked] { return asked > 0; });
    co_await aio::sleep(time);
    stalled.set();
}

coro::task<http::response> asked_twice(const std::string& url, const std::atomic<int>& asked,
                                       std::chrono::milliseconds time) {
    http::client client(direct());
    fetch::admission permits(window::limits{.per_origin = 4, .in_all = 4});
    const auto permit = co_await permits.acquire(client, url);
    auto [answer, done] = co_await coro::gather(fetch::get(client, permit, {.url = url}),
                                                stall_after(asked, time, *permit.stalled()));
    co_return std::move(answer);
}

// The first request is answered when the second has been, and then some time later.
struct second_is_faster {
    std::string second;
    std::atomic<int> asked = 0;
    std::atomic<bool> is_sent = false;

    bool operator()(connection& peer, const std::string& flag) {
        if (++asked > 1) {
            const bool goes_on = peer.send(second);
            is_sent = true;
            return goes_on;
        }
        while (!is_sent)
            if (!peer.pause(1ms)) return false;
        return peer.pause(50ms) && peer.send(whole_answer(flag));
    }
};

} // namespace

TEST_CASE("what a server says to the second request counts only when it is the file") {
    for (const std::string second : {"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
                                     "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                                     "HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\nx"}) {
        download_site site;
        second_is_faster server{.second = second};
        site.server.on("flag", [&](connection& peer) { return server(peer, site.flag); });
        const auto answer = run_async(asked_twice(site.server.url("/flag"), server.asked, 0ms));
        CHECK(answer.status == 200);
        CHECK(answer.body == site.flag);
        CHECK(server.asked == 2);
    }
}

TEST_CASE("the time until the second request is a part of its answer's") {
    download_site site;
    std::atomic<int> asked = 0;
    site.server.on("flag", [&](connection& peer) {
        if (++asked > 1) return peer.send(whole_answer(site.flag));
        peer.wait_until_peer_closes();
        return false;
    });
    const auto answer = run_async(asked_twice(site.server.url("/flag"), asked, 60ms));
    CHECK(answer.body == site.flag);
    CHECK(answer.phases.blocked >= 50ms);
    CHECK(answer.phases.total >= answer.phases.blocked);
}
