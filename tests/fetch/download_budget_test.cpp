// When a run stops asking: a host that only fails, a deadline.
#include "fetch/downloads.hpp"

#include <flags/fetch/download.hpp>
#include <flags/http/url.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;
using fetch::outcome;
using fetch::outcome_kind;

namespace {

constexpr fetch::retry_policy few_waits{.retries = 2, .base = 1ms, .max_wait = 20ms};

std::vector<outcome> run(const download_site& site, std::vector<fetch::job> jobs, fetch::retry_policy retries,
                         std::size_t max_requests = 4) {
    return run_async(download_all(site.files, std::move(jobs), max_requests, retries));
}

// 26 jobs of one path.
std::vector<fetch::job> many(const download_site& site, const std::string& path) {
    std::vector<fetch::job> jobs;
    for (char letter = 'A'; letter <= 'Z'; ++letter)
        jobs.push_back(site.job(std::string(2, letter), path));
    return jobs;
}

std::string status_only(const std::string& status) {
    return "HTTP/1.1 " + status + "\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
}

constexpr auto given_up = [](const outcome& end) { return end.last.cause == "host"; };

} // namespace

TEST_CASE("a host that says 429 once and then breaks every connection is given up, and the rest fails with "
          "the reason") {
    std::atomic<int> requests = 0;
    download_site site;
    site.server.on("dying", [&](connection& peer) {
        if (++requests == 1) return peer.send(status_only("429 Too Many Requests"));
        peer.reset();
        return false;
    });
    auto jobs = many(site, "/dying");
    auto impatient = few_waits;
    impatient.patience = {.failures = 5, .time = 0ms};
    const auto ends = run(site, std::move(jobs), impatient);
    CHECK(ends.size() == 26);
    CHECK(std::ranges::all_of(ends, [](const outcome& end) { return end.kind == outcome_kind::failed; }));
    // The probes, one at a time: what was under way when the budget was used up ends by itself.
    CHECK(requests < 26);
    CHECK(std::ranges::count_if(ends, given_up) >= 26 - requests);
    const auto refused = std::ranges::find_if(ends, given_up);
    REQUIRE(refused != ends.end());
    CHECK_FALSE(refused->last.begun);
    CHECK(refused->last.message.starts_with(refused->job.url + ": " +
                                            std::string(http::origin_of(refused->job.url)) +
                                            " failed 5 times in a row: "));
}

TEST_CASE("a host that always says 429 is given up, and nobody waits for it any more") {
    download_site site;
    site.server.on("never", [](connection& peer) { return peer.send(status_only("429 Too Many Requests")); });
    auto jobs = many(site, "/never");
    auto impatient = few_waits;
    impatient.patience = {.failures = 5, .time = 0ms};
    const auto ends = run(site, std::move(jobs), impatient);
    CHECK(ends.size() == 26);
    CHECK(std::ranges::any_of(ends, given_up));
    CHECK(site.server.requests() < 26);
}

TEST_CASE("other answers than the host's own refusals do not use up its budget") {
    download_site site;
    auto jobs = many(site, "/500");
    auto impatient = few_waits;
    impatient.patience = {.failures = 2, .time = 0ms};
    const auto ends = run(site, std::move(jobs), impatient);
    CHECK(std::ranges::none_of(ends, given_up));
    CHECK(site.server.requests() == std::size_t{3} * 26);
}

TEST_CASE("at the deadline what runs, waits and was not begun fails, and what is done stays") {
    download_site site;
    auto policy = few_waits;
    policy.deadline = std::chrono::steady_clock::now() + 3s;
    std::vector<fetch::job> jobs = {site.job("AA", "/ok")};
    for (const char* label : {"BB", "CC", "DD", "EE"})
        jobs.push_back(site.job(label, "/silent"));
    const auto ends = run(site, std::move(jobs), policy, 2);
    REQUIRE(ends.size() == 5);
    CHECK(site.saved("AA") == site.flag);
    CHECK(ends[0].kind == outcome_kind::ok);
    for (const auto& end : std::span(ends).subspan(1)) {
        CHECK(end.kind == outcome_kind::failed);
        CHECK(end.last.cause == "deadline");
        CHECK(end.last.message == end.job.url + ": unfinished when the time for all was over");
    }
    CHECK(site.server.requests() < 5);
}

TEST_CASE("a run that is stopped before its deadline does not blame the deadline") {
    download_site site;
    auto policy = few_waits;
    policy.deadline = std::chrono::steady_clock::now() + 1h;
    std::vector<fetch::job> jobs = {site.job("AA", "/ok"), site.job("BB", "/silent"),
                                    site.job("CC", "/silent")};
    const auto main = [](const download_site& from, std::vector<fetch::job> wanted,
                         fetch::retry_policy retries,
                         std::stop_source stop) -> coro::task<std::vector<outcome>> {
        http::client client(direct());
        auto finished = fetch::download_many(client, from.files, each_of(std::move(wanted)), 2, retries);
        std::vector<outcome> ends;
        while (auto end = co_await finished.next()) {
            ends.push_back(std::move(*end));
            stop.request_stop(); // AA is saved, BB is under way
        }
        co_return ends;
    };
    std::stop_source stop;
    const auto ends = run_async(main(site, std::move(jobs), policy, stop), stop.get_token());
    REQUIRE(ends.size() == 3);
    CHECK(ends[0].kind == outcome_kind::ok);
    for (const auto& end : std::span(ends).subspan(1)) {
        CHECK(end.kind == outcome_kind::cancelled);
        CHECK(end.last.cause == "cancelled");
    }
}
