// One job: its permit, its failures, and a stop at each moment.
#include "fetch/downloads.hpp"
#include "fetch/held_saves.hpp"

#include <flags/aio/to_thread.hpp>
#include <flags/coro/gather.hpp>
#include <flags/fetch/download.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <latch>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;
using fetch::download_one;
using fetch::outcome;
using fetch::outcome_kind;

namespace {

coro::task<> stop_when(std::stop_source stop, std::function<bool()> condition) {
    co_await until(std::move(condition));
    stop.request_stop();
}

// One job under a stop that comes when `condition` holds; the permit has to be returned.
coro::task<outcome> stopped_when(const download_site& site, fetch::job what, std::stop_source stop,
                                 std::function<bool()> condition) {
    http::client client(direct());
    fetch::admission permits(1);
    auto [result, done] = co_await coro::gather(download_one(client, site.files, permits, std::move(what)),
                                                stop_when(std::move(stop), std::move(condition)));
    CHECK(permits.in_flight() == 0);
    co_return result;
}

outcome stopped_when(const download_site& site, fetch::job what, std::function<bool()> condition) {
    std::stop_source stop;
    return run_async(stopped_when(site, std::move(what), stop, std::move(condition)), stop.get_token());
}

} // namespace

TEST_CASE("the outcome of a saved flag has all its details") {
    const download_site site;
    const auto main = [](const download_site& from) -> coro::task<> {
        http::client client(direct());
        fetch::admission permits(1);
        const auto before = std::chrono::system_clock::now();
        const outcome first = co_await download_one(client, from.files, permits, from.job("BD", "/ok/bd"));
        CHECK(first.kind == outcome_kind::ok);
        CHECK(first.job.label == "BD");
        CHECK(first.job.url == from.server.url("/ok/bd"));
        CHECK(first.attempts() == 1);
        CHECK(first.last.status == 200);
        CHECK(first.last.bytes == from.flag.size());
        CHECK(first.last.started >= before);
        CHECK(first.last.started <= std::chrono::system_clock::now());
        CHECK(first.last.http_version == 11);
        CHECK_FALSE(first.last.reused_connection);
        CHECK(first.last.remote_ip == "127.0.0.1");
        CHECK(first.last.phases.total > 0us);
        CHECK(first.last.phases.total >= first.last.phases.wait);
        CHECK(first.last.cause.empty());
        CHECK(first.last.message.empty());
        const outcome second = co_await download_one(client, from.files, permits, from.job("FR", "/ok/fr"));
        CHECK(second.last.reused_connection);
        CHECK(second.last.local_port == first.last.local_port);
    };
    run_async(main(site));
    CHECK((site.saved("BD") == site.flag));
    CHECK(site.names() == std::set<std::string>{"BD.png", "FR.png"});
}

TEST_CASE("without an expected type any bytes are saved") {
    const download_site site;
    const auto main = [](const download_site& from) -> coro::task<outcome> {
        http::client client(direct());
        fetch::admission permits(1);
        auto page = from.job("page", "/html");
        page.expected.reset();
        co_return co_await download_one(client, from.files, permits, std::move(page));
    };
    CHECK(run_async(main(site)).kind == outcome_kind::ok);
    CHECK(site.saved("page").starts_with("<!doctype html>"));
}

TEST_CASE("a permit is returned whatever the outcome of a job") {
    const download_site site;
    std::filesystem::create_directory(site.folder.path() / "folder.png");
    const auto main = [](const download_site& from) -> coro::task<> {
        http::client client(direct());
        fetch::admission permits(1);
        for (const auto* const path : {"/ok", "/404", "/500", "/short", "/html", "/loop"}) {
            co_await download_one(client, from.files, permits, from.job("BD", path));
            CHECK(permits.in_flight() == 0);
        }
        const auto refused = co_await download_one(client, from.files, permits, from.job("folder", "/ok"));
        CHECK(refused.last.cause == "storage");
        CHECK(permits.in_flight() == 0);
    };
    run_async(main(site));
}

TEST_CASE("a permit is returned when a job is destroyed while it waits for its answer") {
    const download_site site;
    const auto main = [](const download_site& from) -> coro::task<> {
        http::client client(direct());
        fetch::admission permits(1);
        {
            coro::task_group<outcome> dropped;
            dropped.start(download_one(client, from.files, permits, from.job("BD", "/silent")), {});
            co_await until([&from] { return from.server.requests() == 1; });
            CHECK(permits.in_flight() == 1);
        }
        CHECK(permits.in_flight() == 0);
    };
    run_async(main(site));
}

TEST_CASE("the permit is free while a flag is being saved") {
    const download_site site;
    held_saves saves;
    const auto main = [](const download_site& from, held_saves& held) -> coro::task<> {
        http::client client(direct());
        fetch::admission permits(1);
        const auto release = [](const download_site& at, held_saves& both) -> coro::task<> {
            co_await until([&] { return at.server.requests() == 2 && both.waiting() == 2; });
            both.release();
        };
        const auto [first, second, done] = co_await coro::gather(
            download_one(client, from.files, permits, from.job("BD", "/ok")),
            download_one(client, from.files, permits, from.job("FR", "/ok")), release(from, held));
        CHECK(first.kind == outcome_kind::ok);
        CHECK(second.kind == outcome_kind::ok);
    };
    run_async(main(site, saves));
}

TEST_CASE("waiting for a permit is the phase blocked and part of the total") {
    const download_site site;
    const auto main = [](const download_site& from) -> coro::task<outcome> {
        http::client client(direct());
        fetch::admission permits(1);
        const auto occupy = [](http::client& with, fetch::admission& shared) -> coro::task<> {
            auto permit = co_await shared.acquire(with, "http://127.0.0.1");
            co_await aio::sleep(30ms);
        };
        auto [done, result] = co_await coro::gather(
            occupy(client, permits), download_one(client, from.files, permits, from.job("BD", "/ok")));
        co_return result;
    };
    const outcome result = run_async(main(site));
    CHECK(result.last.phases.blocked >= 25ms);
    CHECK(result.last.phases.total >= result.last.phases.blocked + result.last.phases.wait);
}

TEST_CASE("a job that is stopped before it begins sends no request") {
    const download_site site;
    const auto main = [](const download_site& from) -> coro::task<outcome> {
        http::client client(direct());
        fetch::admission permits(1);
        auto result = co_await download_one(client, from.files, permits, from.job("BD", "/ok"));
        CHECK(permits.in_flight() == 0);
        co_return result;
    };
    std::stop_source stop;
    stop.request_stop();
    const outcome result = run_async(main(site), stop.get_token());
    CHECK(result.kind == outcome_kind::cancelled);
    CHECK(result.attempts() == 0);
    CHECK(result.last.cause == "cancelled");
    CHECK(result.last.message.starts_with(site.server.url("/ok")));
    CHECK(site.server.connections() == 0);
}

TEST_CASE("a job that is stopped while it waits for a permit sends no request") {
    const download_site site;
    const auto main = [](const download_site& from, std::stop_source stop) -> coro::task<outcome> {
        http::client client(direct());
        fetch::admission permits(1);
        const auto occupied = co_await permits.acquire(client, "http://127.0.0.1");
        auto [result, done] =
            co_await coro::gather(download_one(client, from.files, permits, from.job("BD", "/ok")),
                                  stop_when(std::move(stop), [] { return true; }));
        co_return result;
    };
    std::stop_source stop;
    const outcome result = run_async(main(site, stop), stop.get_token());
    CHECK(result.kind == outcome_kind::cancelled);
    CHECK(result.attempts() == 0);
    CHECK(site.server.connections() == 0);
}

TEST_CASE("a job that is stopped while it waits for its answer has one attempt and leaves no file") {
    const download_site site;
    const outcome result =
        stopped_when(site, site.job("BD", "/silent"), [&site] { return site.server.requests() == 1; });
    CHECK(result.kind == outcome_kind::cancelled);
    CHECK(result.attempts() == 1);
    CHECK(result.last.status == 0);
    CHECK(result.last.phases.total > 0us);
    CHECK(site.names().empty());
}

TEST_CASE("a flag that is being saved during a stop counts") {
    const download_site site;
    held_saves saves;
    const outcome result = stopped_when(site, site.job("BD", "/ok"), [&saves] {
        if (saves.waiting() == 0) return false;
        saves
            .release(); // the stop comes in this same turn of the loop, before the loop gets the result of the save
                        // it
        return true;
    });
    CHECK(result.kind == outcome_kind::ok);
    CHECK(result.last.cause.empty());
    CHECK((site.saved("BD") == site.flag));
}

TEST_CASE("a flag that waits for a worker during a stop is not saved") {
    const download_site site;
    const auto main = [](const download_site& from, std::stop_source stop) -> coro::task<outcome> {
        constexpr int workers = 4; // libuv's default
        std::latch working(workers);
        std::latch over(1);
        const auto occupy = [](std::latch& here, std::latch& until_then) -> coro::task<> {
            co_await aio::to_thread([&] {
                here.count_down();
                until_then.wait();
            });
        };
        // The request's permit is returned in the turn in which the save is queued.
        const auto stop_it = [](const download_site& at, fetch::admission& shared, std::latch& all,
                                std::latch& release, std::stop_source source) -> coro::task<> {
            co_await until(
                [&] { return all.try_wait() && at.server.requests() == 1 && shared.in_flight() == 0; });
            source.request_stop();
            release.count_down();
        };
        http::client client(direct());
        fetch::admission permits(1);
        auto [a, b, c, d, result, done] = co_await coro::gather(
            occupy(working, over), occupy(working, over), occupy(working, over), occupy(working, over),
            download_one(client, from.files, permits, from.job("BD", "/ok")),
            stop_it(from, permits, working, over, std::move(stop)));
        co_return result;
    };
    std::stop_source stop;
    const outcome result = run_async(main(site, stop), stop.get_token());
    CHECK(result.kind == outcome_kind::cancelled);
    CHECK(result.attempts() == 1);
    CHECK(site.names().empty());
}
