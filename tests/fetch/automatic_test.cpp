// An automatic number of requests: slow servers, refusals, copies, names.
#include "fetch/ask_twice.hpp"
#include "fetch/many_downloads.hpp"
#include "support/dns_server.hpp"

#include <flags/base/error.hpp>
#include <flags/coro/gather.hpp>
#include <flags/coro/task_group.hpp>
#include <flags/window/path_memory.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;

TEST_CASE("a slow server gets more requests at once while no answer arrives") {
    download_site site;
    gate closed;
    site.server.on("gate", closed.behaviour(site.flag));
    const auto opening = [](const download_site& at, gate& when) -> coro::task<> {
        // The first burst towards a near server is 6; only silence makes it more.
        co_await until([&] { return at.server.requests() > 20; });
        when.open();
    };
    const auto main = [](const download_site& at, gate& when, auto opens) -> coro::task<std::size_t> {
        auto [ends, done] =
            co_await coro::gather(all_of(at, jobs_for(at, "/gate", 80), 64, true), opens(at, when));
        co_return ends.size();
    };
    CHECK(run_async(main(site, closed, opening)) == 80);
}

TEST_CASE("a server that takes its time gets more than the first burst at once, and each request once") {
    download_site site;
    std::atomic<int> inside = 0;
    std::atomic<bool> are_many = false;
    site.server.on("slow", [&](connection& peer) {
        if (++inside > 6) are_many = true; // the first burst towards a near server
        while (!are_many)
            if (!peer.pause(1ms)) return false;
        return peer.pause(500ms) && peer.send(whole_answer(site.flag));
    });
    const auto ends = run_async(all_of(site, jobs_for(site, "/slow", 40), 64, true));
    CHECK(std::ranges::all_of(ends, [](const auto& end) { return end.kind == fetch::outcome_kind::ok; }));
    CHECK(site.server.requests() == 40);
}

TEST_CASE("what a server has refused is known to later runs") {
    download_site site;
    std::atomic<int> asked = 0;
    site.server.on("busy", [&](connection& peer) {
        return peer.send(++asked <= 3 ? "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n"
                                      : whole_answer(site.flag));
    });
    const auto main = [](const download_site& at) -> coro::task<> {
        http::client client(direct());
        const auto permits = at_most(64, true);
        auto finished = fetch::download_many(client, at.files, each_of(jobs_for(at, "/busy", 60)), *permits,
                                             {.retries = 50, .base = 1ms, .max_wait = 5ms});
        while (const auto end = co_await finished.next())
            CHECK(end->kind == fetch::outcome_kind::ok);
        const auto seen = permits->seen();
        REQUIRE(seen.size() == 1);
        CHECK(seen.front().past.rows().back().figures.at_once <= 32);
        // Where answers came too slowly to be a train of packets there is no memory.
        if (seen.front().memory) CHECK(seen.front().memory->at_most.value_or(64) <= 32);
    };
    run_async(main(site));
}

namespace {

// Whether there was an answer; not where no connection came about.
coro::task<bool> is_answered(fetch::admission& permits, http::client& client, const std::string& url) {
    auto permit = co_await permits.acquire(client, url);
    try {
        const auto answer = co_await fetch::get(client, permit, {.url = url});
        permit.answered(answer.status);
        co_return true;
    } catch (const transport_error&) {
        co_return false;
    }
}

// What a run remembers that gets one large answer, and then has four requests for a server that is gone.
coro::task<std::optional<window::remembered_path>> refused_run(const http::client_options& options) {
    const std::string large(100'000, 'x'); // enough for a memory
    auto server = std::make_unique<hostile_server>(large);
    const std::string url = server->url("/ok");
    http::client client(options);
    fetch::admission permits(window::limits{.per_origin = 12, .in_all = 12});
    CHECK(co_await is_answered(permits, client, url));
    server.reset();
    const auto [a, b, c, d] =
        co_await coro::gather(is_answered(permits, client, url), is_answered(permits, client, url),
                              is_answered(permits, client, url), is_answered(permits, client, url));
    CHECK_FALSE((a || b || c || d));
    co_return permits.seen().at(0).memory;
}

} // namespace

TEST_CASE("a server that refuses connections is asked for fewer at once for an hour") {
    for (const auto how : {http::connection_policy::keep_alive, http::connection_policy::new_each}) {
        CAPTURE(how == http::connection_policy::keep_alive); // or none is opened ahead
        auto options = direct();
        options.connections = how;
        const auto seen = run_async(refused_run(options));
        REQUIRE(seen);
        const window::path_key where{.network = "home", .origin = "http://a"};
        const auto now = window::path_memory::time_point() + 24h;
        window::path_memory known;
        known.learn(where, *seen, now);
        const auto after = [&](std::chrono::minutes time) { return known.recall(where, now + time).value(); };
        CHECK(after(59min).at_most.value_or(12) <= 2); // half of what was under way
        CHECK_FALSE(after(61min).at_most);
    }
}

namespace {

coro::task<fetch::admission::permit> permit_for(fetch::admission& permits, http::client& client,
                                                const std::string& url) {
    co_return co_await permits.acquire(client, url);
}

// An answer of 20 kB, which comes within 5 ms of `from`; afterwards its permit is given back.
void answer(fetch::admission::permit& whole, http::moment from) {
    http::request_observer& request = *whole.observer();
    request.sent(from);
    request.head(from + 1ms, {.connection = -1, .is_first = true, .bytes = 20'000});
    request.data(from + 1ms, {.bytes = 5'000, .over_link = 5'000});
    request.data(from + 5ms, {.bytes = 15'000, .over_link = 15'000});
    whole.answered(200);
}

} // namespace

TEST_CASE("a request that was asked for twice gives room for another one's copy when it ends") {
    const hostile_server server("a flag");
    const auto main = [](const std::string& url) -> coro::task<> {
        http::client client(direct());
        fetch::admission permits(window::limits{.per_origin = 3, .in_all = 3});
        auto [one, two, three] =
            co_await coro::gather(permit_for(permits, client, url), permit_for(permits, client, url),
                                  permit_for(permits, client, url));
        const auto begun = std::chrono::steady_clock::now();
        co_await aio::sleep(6ms); // so that the answer does not come from the future
        answer(three, begun);
        // Its connection is the only one that idles. None of the others' answers begins.
        co_await one.stalled()->wait();
        CHECK_FALSE(two.stalled()->is_set());
        one.answered(200);
        co_await two.stalled()->wait();
        CHECK(permits.in_flight() == 1);
    };
    run_async(main(server.url("/ok")));
}

TEST_CASE("where the number is found out, a name is looked up before a request may begin") {
    for (const bool automatic : {false, true}) {
        CAPTURE(automatic);
        const download_site site;
        dns_server names;
        names.add("flags.test", {}, dns_server::manner::silent);
        auto options = direct();
        options.nameservers = {names.address()};
        auto jobs = jobs_for(site, "/ok", 3);
        for (auto& job : jobs)
            job.url = "http://flags.test/";
        const auto main = [](const download_site& at, std::vector<fetch::job> all, http::client_options with,
                             dns_server& asked, bool found_out) -> coro::task<> {
            http::client client(std::move(with));
            const auto permits = at_most(2, found_out);
            coro::task_group<fetch::outcome> downloads;
            std::stop_source stop;
            for (auto& job : all)
                downloads.start(fetch::download_one(client, at.files, *permits, std::move(job)),
                                stop.get_token());
            co_await until([&] { return asked.questions("flags.test") == 2; }); // A and AAAA, once
            CHECK(permits->in_flight() == (found_out ? 0 : 2));
            stop.request_stop();
            while (downloads.held() > 0) {
                const auto ended = downloads.take(co_await downloads.next_ended());
                CHECK(ended->kind == fetch::outcome_kind::cancelled);
            }
        };
        run_async(main(site, std::move(jobs), options, names, automatic));
    }
}

TEST_CASE("without an address for its name each file fails by itself, after one attempt") {
    for (const bool automatic : {false, true}) {
        CAPTURE(automatic);
        const download_site site;
        const dns_server names;
        auto options = direct();
        options.nameservers = {names.address()};
        auto jobs = jobs_for(site, "/ok", 5);
        for (auto& job : jobs)
            job.url = "http://flags.test/";
        const auto ends =
            run_async(all_of(site, std::move(jobs), 2, automatic, {.retries = 0}, std::move(options)));
        CHECK(ends.size() == 5);
        CHECK(std::ranges::all_of(
            ends, [](const auto& end) { return end.last.cause == "dns" && end.attempts() == 1; }));
    }
}
