// Many jobs: order, limits, laziness; a failure of one job does not affect another.
// Long because its cases share one crowd of servers, gates and counters.
#include "fetch/downloads.hpp"
#include "fetch/held_saves.hpp"
#include "origin/server.hpp"

#include <flags/catalog/pop20.hpp>
#include <flags/catalog/url_template.hpp>
#include <flags/coro/gather.hpp>
#include <flags/fetch/download.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;
using fetch::download_many;
using fetch::outcome;
using fetch::outcome_kind;

namespace {

std::vector<outcome> download(const download_site& site, std::vector<fetch::job> jobs,
                              std::size_t max_requests, http::client_options options = direct()) {
    options.max_connections = max_requests;
    return run_async(
        download_all(site.files, std::move(jobs), max_requests, {.retries = 0}, std::move(options)));
}

std::string labels(const std::vector<outcome>& outcomes) {
    std::string joined;
    for (const auto& result : outcomes)
        joined += result.job.label;
    return joined;
}

// Counts how many requests are with the server at once; each stays until `together` are, and a moment more.
class crowd {
public:
    crowd(int together, std::string body) : together_(together), body_(std::move(body)) {}

    bool operator()(connection& peer) {
        const int arrived = ++arrived_;
        int inside = ++inside_;
        for (int peak = peak_; peak < inside && !peak_.compare_exchange_weak(peak, inside);) {
        }
        // The round of `together` requests to which this one belongs is complete.
        const int complete = (arrived + together_ - 1) / together_ * together_;
        while (arrived_ < complete)
            if (!peer.pause(1ms)) return false;
        if (!peer.pause(5ms)) return false; // one request too many would show itself now
        --inside_;
        return peer.send(whole_answer(body_));
    }
    [[nodiscard]] int peak() const { return peak_; }

private:
    int together_;
    std::string body_;
    std::atomic<int> arrived_ = 0;
    std::atomic<int> inside_ = 0;
    std::atomic<int> peak_ = 0;
};

} // namespace

TEST_CASE("twenty flags of the embedded server are on disk byte for byte, and nothing else is") {
    const origin::server embedded;
    const auto from = catalog::url_template::parse(embedded.base_url());
    const download_site site;
    std::vector<fetch::job> jobs;
    std::set<std::string> wanted;
    for (const auto& code : catalog::pop20) {
        jobs.push_back({.label = code.upper(),
                        .url = from.url_for(code, "png"),
                        .file_name = code.upper() + ".png",
                        .expected = fetch::media_type::png});
        wanted.insert(code.upper() + ".png");
    }
    for (const std::size_t max_requests : {1U, 3U, 32U}) {
        const auto outcomes = download(site, jobs, max_requests);
        CHECK(outcomes.size() == 20);
        CHECK(std::ranges::all_of(outcomes,
                                  [](const auto& result) { return result.kind == outcome_kind::ok; }));
        CHECK(site.names() == wanted);
        for (const auto& code : catalog::pop20) {
            CHECK((site.saved(code.upper()) == flag_of(code.lower())));
            std::filesystem::remove(site.folder.path() / (code.upper() + ".png"));
        }
    }
}

TEST_CASE("each hostile answer fails its own flag and no other") {
    struct row {
        std::string path;
        outcome_kind kind;
        std::string causes; // any of these words
        int status;
        std::string part; // of the sentence, beside the URL
    };
    download_site site;
    site.server.on(
        "410", [](connection& peer) { return peer.send("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"); });
    site.server.on("418", [](connection& peer) {
        return peer.send("HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n");
    });
    std::filesystem::create_directory(site.folder.path() / "folder.png");
    const std::vector<row> table = {
        {"/ok", outcome_kind::ok, "", 200, ""},
        {"/to-ok", outcome_kind::ok, "", 200, ""},
        {"/chunked-cut", outcome_kind::failed, "truncated reset", 0, "("},
        {"/short", outcome_kind::failed, "truncated", 0, "announced length"},
        {"/close-cut", outcome_kind::failed, "content", 200, "PNG"},
        {"/reset", outcome_kind::failed, "reset truncated", 0, "("},
        {"/silent", outcome_kind::failed, "timeout", 0, "nothing came for 0.3 s"},
        {"/endless", outcome_kind::failed, "too_large", 0, "larger than the limit"},
        {"/header-flood", outcome_kind::failed, "protocol", 0, "header lines"},
        {"/loop", outcome_kind::failed, "protocol", 0, "too many redirects"},
        {"/to-file", outcome_kind::failed, "protocol", 0, "only http and https"},
        {"/html", outcome_kind::failed, "content", 200, "HTML"},
        {"/204", outcome_kind::failed, "http_status", 204, "no content"},
        {"/206", outcome_kind::failed, "http_status", 206, "a part"},
        {"/500", outcome_kind::failed, "http_status", 500, "try again later"},
        {"/418", outcome_kind::failed, "http_status", 418, "not a file"},
        {"/404", outcome_kind::not_found, "http_status", 404, "not found"},
        {"/410", outcome_kind::not_found, "http_status", 410, "not found"},
        {"/ok/last", outcome_kind::ok, "", 200, ""},
    };
    std::vector<fetch::job> jobs;
    jobs.reserve(table.size());
    for (const auto& each : table)
        jobs.push_back({.label = each.path,
                        .url = site.server.url(each.path),
                        .file_name = "flag" + std::to_string(jobs.size()) + ".png",
                        .expected = fetch::media_type::png});
    auto options = direct();
    options.stall_timeout = 300ms;
    options.max_body_bytes = 1 << 20;

    const auto outcomes = download(site, jobs, 2, options);
    REQUIRE(outcomes.size() == table.size());
    std::map<std::string, outcome> by_path;
    for (const auto& result : outcomes)
        by_path.emplace(result.job.label, result);
    std::set<std::string> wanted{"folder.png"};
    for (const auto& [path, kind, causes, status, part] : table) {
        const outcome& result = by_path.at(path);
        CAPTURE(path);
        CAPTURE(result.last.message);
        CHECK(result.kind == kind);
        CHECK(result.last.status == status);
        CHECK(result.attempts() == 1);
        CHECK(result.last.message.contains(part));
        if (kind == outcome_kind::ok) {
            wanted.insert(result.job.file_name);
            CHECK(result.last.cause.empty());
            CHECK(result.last.message.empty());
        } else {
            CHECK_FALSE(result.last.cause.empty());
            CHECK((" " + causes + " ").contains(" " + result.last.cause + " "));
            CHECK(result.last.message.starts_with(site.server.url(path)));
        }
    }
    CHECK(site.names() == wanted);
}

TEST_CASE("a missing server, an unknown name and an unknown protocol are outcomes") {
    const download_site site;
    std::string nobody;
    {
        const hostile_server gone("");
        nobody = gone.url("/bd.png");
    }
    auto options = direct();
    options.stall_timeout = 10s;
    const auto job = [](const std::string& url) {
        return fetch::job{.label = url, .url = url, .file_name = "x"};
    };
    const auto outcomes =
        download(site, {job(nobody), job("http://flags.invalid/x"), job("gopher://127.0.0.1/x")}, 1, options);
    REQUIRE(outcomes.size() == 3);
    CHECK(outcomes[0].last.cause == "connect");
    CHECK(outcomes[1].last.cause == "dns");
    CHECK(outcomes[2].last.cause == "protocol");
    for (const auto& result : outcomes) {
        CHECK(result.kind == outcome_kind::failed);
        CHECK(result.last.message.starts_with(result.job.url));
    }
    CHECK(site.names().empty());
}

TEST_CASE("a refusal of the disk is an outcome that names both URL and file") {
    const download_site site;
    std::filesystem::create_directory(site.folder.path() / "BD.png");
    const auto outcomes = download(site, {site.job("BD", "/ok"), site.job("FR", "/ok")}, 2);
    REQUIRE(outcomes.size() == 2);
    const auto refused = std::ranges::find(outcomes, outcome_kind::failed, &outcome::kind);
    REQUIRE(refused != outcomes.end());
    CHECK(refused->job.label == "BD");
    CHECK(refused->last.cause == "storage");
    CHECK(refused->last.status == 200);
    CHECK(refused->last.bytes == site.flag.size());
    CHECK(refused->last.message.contains(site.server.url("/ok")));
    CHECK(refused->last.message.contains((site.folder.path() / "BD.png").native()));
    CHECK((site.saved("FR") == site.flag));
}

TEST_CASE("outcomes come in finishing order") {
    gate slow;
    download_site site;
    site.server.on("gate", slow.behaviour(site.flag));
    const auto main = [](const download_site& from, gate& shut) -> coro::task<std::string> {
        http::client client(direct());
        auto finished =
            download_many(client, from.files,
                          each_of({from.job("A", "/gate"), from.job("B", "/ok"), from.job("C", "/404")}), 3);
        std::string order;
        while (auto result = co_await finished.next()) {
            order += result->job.label;
            if (order.size() == 2) shut.open();
        }
        co_return order;
    };
    const auto order = run_async(main(site, slow));
    CHECK(order.size() == 3);
    CHECK(order.ends_with("A"));
}

TEST_CASE("with one request at a time, order is kept and each flag is on disk before the next request") {
    std::atomic<int> with_all_before = 0;
    download_site site;
    site.server.on("ordered", [&](connection& peer) {
        const auto number =
            std::stoul(std::string(peer.target().substr(std::string_view("/ordered/").size())));
        if (site.names().size() == number) ++with_all_before;
        return peer.send(whole_answer(site.flag));
    });
    std::vector<fetch::job> jobs;
    for (int number = 0; number < 8; ++number)
        jobs.push_back(
            site.job(std::string(1, static_cast<char>('a' + number)), "/ordered/" + std::to_string(number)));
    CHECK(labels(download(site, jobs, 1)) == "abcdefgh");
    CHECK(with_all_before == 8);
    CHECK(site.server.connections() == 1);
}

TEST_CASE("as many requests as allowed are in flight, and never more") {
    for (const int most : {1, 4, 16}) {
        crowd inside(most, flag_of("bd"));
        download_site site;
        site.server.on("crowd", [&inside](connection& peer) { return inside(peer); });
        std::vector<fetch::job> jobs;
        for (int number = 0; number < 3 * most; ++number)
            jobs.push_back(site.job("f" + std::to_string(number), "/crowd"));
        const auto outcomes = download(site, jobs, static_cast<std::size_t>(most));
        CHECK(std::ranges::count(outcomes, outcome_kind::ok, &outcome::kind) == 3 * most);
        CHECK(inside.peak() == most);
    }
}

TEST_CASE("zero requests at once means one at a time") {
    const download_site site;
    CHECK(labels(download(site, {site.job("A", "/ok"), site.job("B", "/ok")}, 0)) == "AB");
}

TEST_CASE("no jobs give no outcomes") {
    const download_site site;
    CHECK(download(site, {}, 4).empty());
}

TEST_CASE("jobs are taken when there is room, and after a stop each has an outcome without being begun") {
    constexpr std::size_t all = 10'000;
    constexpr std::size_t max_requests = 4;
    const download_site site;
    struct counts {
        std::size_t taken = 0;
        std::size_t most_held = 0;
        std::size_t received = 0;
        std::size_t saved = 0;
        std::size_t cancelled = 0;
        std::size_t begun = 0;
    } seen;
    const auto main = [](const download_site& from, std::stop_source stop, counts& count) -> coro::task<> {
        const auto endless = [](const download_site& at, std::size_t& taken) -> coro::generator<fetch::job> {
            for (; taken < all; ++taken)
                co_yield at.job("BD", "/ok");
        };
        http::client client(direct());
        auto finished = download_many(client, from.files, endless(from, count.taken), max_requests);
        while (auto result = co_await finished.next()) {
            ++count.received;
            count.saved += result->kind == outcome_kind::ok ? 1U : 0U;
            count.begun += result->attempts() > 0 ? 1U : 0U;
            count.cancelled += result->kind == outcome_kind::cancelled ? 1U : 0U;
            count.most_held = std::max(count.most_held, count.taken + 1 - count.received);
            if (count.saved == 10) stop.request_stop();
        }
    };
    std::stop_source stop;
    run_async(main(site, stop, seen), stop.get_token());
    CHECK(seen.taken == all);
    CHECK(seen.received == all);
    CHECK(seen.saved + seen.cancelled == all);
    CHECK(seen.most_held <= 2 * max_requests);
    CHECK(seen.saved >= 10);
    CHECK(seen.begun <= 10 + 2 * max_requests);
    CHECK(site.server.requests() <= seen.begun); // the stop may come before the server has read one
}

TEST_CASE("a stop cancels running requests, completes files that are being saved and begins no more") {
    const download_site site;
    held_saves saves;
    const auto main = [](const download_site& from, held_saves& held,
                         std::stop_source stop) -> coro::task<std::map<std::string, outcome>> {
        http::client client(direct());
        std::vector<fetch::job> jobs = {from.job("saving", "/ok"), from.job("silent", "/silent")};
        for (const auto* const label : {"late1", "late2", "late3", "late4"})
            jobs.push_back(from.job(label, "/silent"));
        auto finished = download_many(client, from.files, each_of(std::move(jobs)), 2);
        const auto consume =
            [](coro::async_generator<outcome> each) -> coro::task<std::map<std::string, outcome>> {
            std::map<std::string, outcome> outcomes;
            while (auto result = co_await each.next())
                outcomes.emplace(result->job.label, std::move(*result));
            co_return outcomes;
        };
        const auto interrupt = [](const download_site& at, held_saves& both,
                                  std::stop_source source) -> coro::task<> {
            co_await until([&] { return both.waiting() == 1 && at.server.requests() == 3; });
            source.request_stop();
            both.release();
        };
        auto [outcomes, done] =
            co_await coro::gather(consume(std::move(finished)), interrupt(from, held, std::move(stop)));
        co_return outcomes;
    };
    std::stop_source stop;
    const auto outcomes = run_async(main(site, saves, stop), stop.get_token());
    CHECK(outcomes.size() == 6);
    CHECK(outcomes.at("saving").kind == outcome_kind::ok);
    CHECK(outcomes.at("silent").kind == outcome_kind::cancelled);
    CHECK(outcomes.at("silent").attempts() == 1);
    CHECK(outcomes.at("late1").attempts() == 1); // got the permit that "saving" had no more need of
    for (const auto* const label : {"late2", "late3", "late4"}) {
        CHECK(outcomes.at(label).kind == outcome_kind::cancelled);
        CHECK(outcomes.at(label).attempts() == 0);
    }
    CHECK(site.names() == std::set<std::string>{"saving.png"});
    CHECK((site.saved("saving") == site.flag));
}

TEST_CASE("a run that is destroyed midway leaves whole files only, also those that were being saved") {
    const download_site site;
    held_saves saves;
    const auto main = [](const download_site& from, held_saves& held) -> coro::task<> {
        http::client client(direct());
        auto finished = download_many(
            client, from.files,
            each_of({from.job("A", "/404"), from.job("B", "/ok"), from.job("C", "/silent"),
                     from.job("D", "/silent"), from.job("E", "/silent"), from.job("F", "/silent")}),
            2);
        const auto first = co_await finished.next();
        REQUIRE(first);
        CHECK(first->job.label == "A");
        co_await until([&held] { return held.waiting() == 1; });
        {
            const auto dropped = std::move(finished);
        }
        held.release();
    };
    run_async(main(site, saves));
    CHECK(site.names() == std::set<std::string>{"B.png"});
    CHECK((site.saved("B") == site.flag));
}

TEST_CASE("an exception of the jobs is rethrown after all running downloads have ended") {
    const download_site site;
    const auto main = [](const download_site& from) -> coro::task<> {
        http::client client(direct());
        const auto broken = [](const download_site& at) -> coro::generator<fetch::job> {
            co_yield at.job("A", "/silent");
            throw std::out_of_range("no more countries");
        };
        auto finished = download_many(client, from.files, broken(from), 2);
        CHECK_THROWS_AS(co_await finished.next(), std::out_of_range);
    };
    run_async(main(site));
    CHECK(site.names().empty());
}
