// A list that makes one wait, and hosts that do.
#include "fetch/downloads.hpp"
#include "support/run_async.hpp"

#include <flags/base/error.hpp>
#include <flags/coro/event.hpp>
#include <flags/fetch/admission.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <stop_token>
#include <string>
#include <vector>

using namespace flags;
using namespace flags::test;
using fetch::outcome;
using fetch::outcome_kind;

namespace {

coro::async_generator<fetch::job> listed(std::vector<fetch::job> jobs) {
    for (auto& job : jobs)
        co_yield std::move(job);
}

// Gives its jobs, and then waits for what never comes, or for `end` and throws.
coro::async_generator<fetch::job> endless(std::vector<fetch::job> jobs, coro::event& end) {
    for (auto& job : jobs)
        co_yield std::move(job);
    co_await end.wait();
    throw usage_error("the list broke off");
}

struct run_of_list {
    std::size_t most = 4;
    fetch::turns_of_hosts order{};
};

template <class OnEach>
coro::task<std::vector<outcome>> download(const fetch::store& files, coro::async_generator<fetch::job> jobs,
                                          run_of_list how, OnEach on_each) {
    http::client client(direct());
    fetch::admission permits(how.most);
    auto finished = fetch::download_many(client, files, std::move(jobs), permits, how.order);
    std::vector<outcome> ends;
    while (auto end = co_await finished.next()) {
        ends.push_back(std::move(*end));
        on_each(ends);
    }
    co_return ends;
}

std::vector<fetch::job> several(const download_site& from, const std::string& name, const std::string& path,
                                int count) {
    std::vector<fetch::job> jobs;
    for (int n = 0; n < count; ++n)
        jobs.push_back(from.job(name + std::to_string(n), path));
    return jobs;
}

bool is_all_ok(const std::vector<outcome>& ends) {
    return std::ranges::all_of(ends, [](const auto& each) { return each.kind == outcome_kind::ok; });
}

} // namespace

TEST_CASE("a host that holds its answers leaves room for the other, also at the front of the list") {
    for (const std::size_t per_host : {SIZE_MAX, std::size_t{1}}) {
        gate held;
        std::atomic<std::size_t> asked = 0;
        download_site slow;
        slow.server.on("held", [&asked, answer = held.behaviour(slow.flag)](connection& peer) {
            ++asked;
            return answer(peer);
        });
        const download_site fast;
        auto jobs = several(slow, "slow", "/held", 8);
        std::ranges::move(several(fast, "fast", "/ok", 8), std::back_inserter(jobs));
        std::size_t fast_ended = 0;
        const auto on_each = [&](const std::vector<outcome>& ends) {
            if (!ends.back().job.label.starts_with("fast") || ++fast_ended < 8) return;
            CHECK(asked <= std::min<std::size_t>(per_host, 2)); // of 4 at once
            held.open();
        };
        const auto ends = run_async(
            download(fast.files, listed(std::move(jobs)), {.order = {.per_host = per_host}}, on_each));
        CHECK(fast_ended == 8);
        CHECK(ends.size() == 16);
        CHECK(is_all_ok(ends));
    }
}

TEST_CASE("what was listed is downloaded while the list makes one wait, and its failure comes last") {
    const download_site site;
    coro::event end;
    const auto on_each = [&end](const std::vector<outcome>& ends) {
        if (ends.size() == 3) end.set();
    };
    CHECK_THROWS_WITH_AS(
        run_async(download(site.files, endless(several(site, "x", "/ok", 3), end), {}, on_each)),
        "the list broke off", usage_error);
    CHECK(site.names() == std::set<std::string>{"x0.png", "x1.png", "x2.png"});
}

TEST_CASE("when the run is stopped, what is under way is cancelled and the rest of the list is left") {
    const download_site site;
    coro::event never;
    std::stop_source stop;
    auto jobs = several(site, "ok", "/ok", 1);
    std::ranges::move(several(site, "silent", "/silent", 3), std::back_inserter(jobs));
    const auto on_each = [&stop](const std::vector<outcome>&) { stop.request_stop(); };
    const auto ends =
        run_async(download(site.files, endless(std::move(jobs), never), {}, on_each), stop.get_token());
    REQUIRE_FALSE(ends.empty());
    CHECK(ends.size() <= 4);
    CHECK(ends.front().kind == outcome_kind::ok);
    CHECK(std::all_of(ends.begin() + 1, ends.end(),
                      [](const auto& each) { return each.kind == outcome_kind::cancelled; }));
}

TEST_CASE("no more of the list is read than may wait") {
    const download_site site;
    const auto ends = run_async(download(site.files, listed(several(site, "x", "/ok", 40)),
                                         {.most = 2, .order = {.read_ahead = 1}}, [](const auto&) {}));
    CHECK(ends.size() == 40);
    CHECK(is_all_ok(ends));
}

TEST_CASE("a body has the hash that its list says, or is not saved") {
    const download_site site;
    hostile_server server("abc");
    const auto job = [&server](const std::string& name, const std::string& hash) {
        return fetch::job{.label = name, .url = server.url("/ok"), .file_name = name, .wanted_sha256 = hash};
    };
    const std::string right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const auto ends =
        run_async(download(site.files, listed({job("right", right), job("wrong", std::string(64, '0'))}),
                           {.most = 1}, [](const auto&) {}));
    REQUIRE(ends.size() == 2);
    CHECK(ends[0].kind == outcome_kind::ok);
    CHECK(ends[1].last.cause == "content");
    CHECK(ends[1].last.message.contains("has the SHA-256 " + right + ", not 000"));
    CHECK(site.names() == std::set<std::string>{"right"});
}

TEST_CASE("any image is whole, and nothing else is one") {
    CHECK_NOTHROW(fetch::check_any_image(flag_of("bd"), "http://a.example/x"));
    for (const std::string& body :
         {std::string(), std::string("<!doctype html><p>no"), flag_of("bd").substr(0, 200)})
        CHECK_THROWS_AS(fetch::check_any_image(body, "http://a.example/x"), content_error);
}
