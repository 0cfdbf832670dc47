// Constant and automatic numbers of requests: the ceiling holds, every job ends, a cancelled one returns its permit.
#include "fetch/many_downloads.hpp"
#include "http/full_port.hpp"

#include <flags/coro/gather.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <stop_token>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;

namespace {

// The most requests that were with the server at once.
class counted_answers {
public:
    explicit counted_answers(std::string body) : body_(std::move(body)) {}
    bool operator()(connection& peer) {
        const int inside = ++inside_;
        for (int peak = peak_; peak < inside && !peak_.compare_exchange_weak(peak, inside);) {
        }
        const bool goes_on = peer.pause(3ms);
        --inside_;
        return goes_on && peer.send(whole_answer(body_));
    }
    [[nodiscard]] int peak() const { return peak_; }

private:
    std::string body_;
    std::atomic<int> inside_ = 0;
    std::atomic<int> peak_ = 0;
};

} // namespace

TEST_CASE("at most as many requests and connections as the ceiling, and all succeed") {
    for (const bool automatic : {false, true})
        for (const std::size_t most : {1U, 3U, 16U}) {
            CAPTURE(automatic);
            CAPTURE(most);
            download_site site;
            counted_answers count(site.flag);
            site.server.on("count", [&](connection& peer) { return count(peer); });
            const auto ends = run_async(all_of(site, jobs_for(site, "/count", 60), most, automatic));
            CHECK(ends.size() == 60);
            CHECK(std::ranges::all_of(ends,
                                      [](const auto& end) { return end.kind == fetch::outcome_kind::ok; }));
            CHECK(site.names().size() == 60);
            CHECK(count.peak() <= static_cast<int>(most));
            CHECK(site.server.connections() <= most);
        }
}

TEST_CASE("a hostile answer fails its own file only and returns its permit") {
    for (const bool automatic : {false, true}) {
        CAPTURE(automatic);
        download_site site;
        std::vector<fetch::job> jobs;
        for (const char* const path :
             {"/short", "/chunked-cut", "/reset", "/404", "/500", "/loop", "/204", "/ok"})
            jobs.push_back(site.job(std::string(path).substr(1), path));
        const auto ends = run_async(all_of(site, std::move(jobs), 2, automatic));
        CHECK(ends.size() == 8);
        CHECK(site.names() == std::set<std::string>{"ok.png"});
    }
}

TEST_CASE("without a listening server each file fails by itself") {
    for (const bool automatic : {false, true}) {
        CAPTURE(automatic);
        download_site site;
        auto jobs = jobs_for(site, "/ok", 5);
        {
            const hostile_server gone("a flag");
            for (auto& job : jobs)
                job.url = gone.url("/ok");
        }
        const auto ends = run_async(all_of(site, std::move(jobs), 2, automatic));
        CHECK(ends.size() == 5);
        CHECK(std::ranges::all_of(ends, [](const auto& end) { return end.last.cause == "connect"; }));
    }
}

TEST_CASE("with hanging handshakes each file fails at the client's limit") {
    for (const bool automatic : {false, true}) {
        CAPTURE(automatic);
        const full_port nobody;
        download_site site;
        auto jobs = jobs_for(site, "/ok", 4);
        for (auto& job : jobs)
            job.url = nobody.url();
        auto impatient = direct();
        impatient.stall_timeout = 100ms;
        const auto ends = run_async(all_of(site, std::move(jobs), 4, automatic, {.retries = 0}, impatient));
        CHECK(ends.size() == 4);
        CHECK(std::ranges::all_of(ends, [](const auto& end) { return end.last.cause == "timeout"; }));
    }
}

TEST_CASE("a server that answers 429 gets fewer requests at once, and all files arrive") {
    for (const bool automatic : {false, true}) {
        CAPTURE(automatic);
        download_site site;
        std::atomic<int> inside = 0;
        site.server.on("busy", [&](connection& peer) {
            const bool too_many = ++inside > 3;
            const bool goes_on = peer.pause(2ms);
            --inside;
            return goes_on &&
                   peer.send(too_many ? "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n"
                                      : whole_answer(site.flag));
        });
        const auto ends = run_async(all_of(site, jobs_for(site, "/busy", 30), 12, automatic,
                                           {.retries = 50, .base = 1ms, .max_wait = 5ms}));
        CHECK(ends.size() == 30);
        CHECK(site.names().size() == 30);
    }
}

TEST_CASE("a server that says 429 or 503 is asked for fewer at once from then on") {
    for (const std::string status : {"429", "503"}) {
        CAPTURE(status);
        download_site site;
        site.server.on("busy", [&](connection& peer) {
            return peer.send("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
        });
        const auto last_number = [](const download_site& from) -> coro::task<std::size_t> {
            http::client client(direct());
            fetch::admission permits(window::limits{.per_origin = 12, .in_all = 12});
            auto ends = fetch::download_many(client, from.files, each_of(jobs_for(from, "/busy", 30)),
                                             permits, {.retries = 0, .base = 1ms, .max_wait = 5ms});
            while (co_await ends.next()) {
            }
            co_return permits.seen().at(0).past.rows().back().figures.at_once;
        };
        CHECK(run_async(last_number(site)) <= 3); // half of the first burst, which is 6 to a near server
    }
}

TEST_CASE("many origins together get no more requests at once than the ceiling of all") {
    const download_site one;
    std::vector<std::unique_ptr<hostile_server>> others;
    counted_answers answers(one.flag);
    std::vector<fetch::job> jobs;
    for (int origin = 0; origin < 6; ++origin) {
        auto& server = *others.emplace_back(std::make_unique<hostile_server>(one.flag));
        server.on("slow", [&answers](connection& peer) { return answers(peer); });
        for (int n = 0; n < 4; ++n) {
            jobs.push_back(one.job("file" + std::to_string(origin) + std::to_string(n), "/slow"));
            jobs.back().url = server.url("/slow");
        }
    }
    auto each_its_own = direct(); // none is opened ahead
    each_its_own.connections = http::connection_policy::new_each;
    const auto main = [](const download_site& at, std::vector<fetch::job>& all,
                         const http::client_options& options) -> coro::task<std::size_t> {
        http::client client(options);
        fetch::admission permits(window::limits{.per_origin = 10, .in_all = 3});
        auto ends = fetch::download_many(client, at.files, each_of(std::move(all)), permits, {.retries = 0});
        std::size_t count = 0;
        while (co_await ends.next())
            ++count;
        co_return count;
    };
    CHECK(run_async(main(one, jobs, each_its_own)) == 24);
    CHECK(answers.peak() <= 3);
}

TEST_CASE("a run that is stopped while requests wait for a permit ends with all of them cancelled") {
    for (const bool automatic : {false, true}) {
        CAPTURE(automatic);
        download_site site;
        const auto stopping = [](const download_site& at, std::stop_source stop) -> coro::task<> {
            co_await until([&] { return at.server.requests() == 2; });
            stop.request_stop();
        };
        const std::stop_source stop;
        auto both = [](const download_site& at, std::stop_source source, bool found_out,
                       auto stops) -> coro::task<std::size_t> {
            auto [ends, done] = co_await coro::gather(all_of(at, jobs_for(at, "/silent", 10), 2, found_out),
                                                      stops(at, source));
            CHECK(std::ranges::all_of(
                ends, [](const auto& end) { return end.kind == fetch::outcome_kind::cancelled; }));
            co_return ends.size();
        };
        CHECK(run_async(both(site, stop, automatic, stopping), stop.get_token()) == 10);
    }
}

namespace {

// Whether the last of many files, whose first answer stops in the middle, came in one attempt all the same.
bool is_asked_twice() {
    std::atomic<bool> has_stalled = false;
    download_site site;
    site.server.on("flag", [&](connection& peer) {
        const std::string answer = whole_answer(site.flag);
        if (!peer.target().ends_with("last") || has_stalled.exchange(true)) return peer.send(answer);
        static_cast<void>(peer.send(answer.substr(0, answer.size() / 2)));
        peer.wait_until_peer_closes();
        return false;
    });
    auto jobs = jobs_for(site, "/flag", 40);
    jobs.push_back(site.job("last", "/flag/last"));
    auto patient = direct();
    patient.stall_timeout = 2s;
    const auto ends = run_async(all_of(site, std::move(jobs), 64, true, {.retries = 1}, patient));
    CHECK(ends.size() == 41);
    CHECK(site.saved("last") == site.flag);
    CHECK(site.server.requests() >= 42); // others may seem to have stalled, too
    return std::ranges::all_of(ends, [](const auto& end) { return end.attempts() == 1; });
}

} // namespace

TEST_CASE("an answer that stalls at the end is asked for on another connection, and that one counts") {
    // On a machine that is busy enough the server seems to take its time, and such a one is not asked twice.
    bool once = false;
    for (int round = 0; round < 10 && !once; ++round)
        once = is_asked_twice();
    CHECK(once);
}

TEST_CASE("an answer that stalls is not asked for twice when the number is constant") {
    download_site site;
    site.server.on("half", [&](connection& peer) {
        static_cast<void>(peer.send(whole_answer(site.flag).substr(0, 500)));
        peer.wait_until_peer_closes();
        return false;
    });
    auto impatient = direct();
    impatient.stall_timeout = 300ms;
    const auto ends =
        run_async(all_of(site, jobs_for(site, "/half", 3), 8, false, {.retries = 0}, impatient));
    CHECK(std::ranges::all_of(ends, [](const auto& end) { return end.last.cause == "timeout"; }));
    CHECK(site.server.requests() == 3);
}
