// Files whose names come from their server: a second request, under a permit of its own, and how it can fail.
#include "fetch/downloads.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/download.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;
using fetch::outcome;
using fetch::outcome_kind;

namespace {

// Named after whatever the second answer holds.
fetch::job named(const download_site& site, const std::string& label, const std::string& path) {
    fetch::job what = site.job(label, "/ok/flag");
    what.file_name = "{name}.png";
    what.named_by = std::make_shared<fetch::naming>(site.server.url(path), [](std::string_view body) {
        if (body.empty()) throw content_error("there is no name in it");
        return std::string(body) + ".png";
    });
    return what;
}

outcome download(const download_site& site, fetch::job what) {
    const auto main = [](const download_site& from, fetch::job each) -> coro::task<outcome> {
        http::client client(direct());
        fetch::admission permits(1);
        auto result = co_await download_one(client, from.files, permits, std::move(each));
        CHECK(permits.in_flight() == 0);
        co_return result;
    };
    return run_async(main(site, std::move(what)));
}

hostile_server::behaviour says(std::string answer) {
    return [answer = std::move(answer)](connection& peer) { return peer.send(answer); };
}

} // namespace

TEST_CASE("a file is saved under the name in the second answer, and both requests share one permit in turn") {
    download_site site;
    site.server.on("name", says(whole_answer("Bangladesh")));
    const auto result = download(site, named(site, "BD", "/name"));
    CHECK(result.kind == outcome_kind::ok);
    CHECK(result.job.file_name == "Bangladesh.png");
    CHECK(result.attempts() == 1);
    CHECK(result.last.bytes == site.flag.size());
    CHECK(site.names() == std::set<std::string>{"Bangladesh.png"});
    CHECK(site.server.requests() == 2);
}

TEST_CASE("with one permit for two jobs, at most one request runs at a time") {
    std::atomic<int> open = 0;
    std::atomic<int> most = 0;
    download_site site;
    const auto watched = [&](std::string body) -> hostile_server::behaviour {
        return [&, body = std::move(body)](connection& peer) {
            most = std::max(most.load(), ++open);
            const bool stays = peer.pause(5ms);
            --open;
            return stays && peer.send(whole_answer(body));
        };
    };
    site.server.on("ok", watched(site.flag));
    site.server.on("first", watched("first"));
    site.server.on("second", watched("second"));
    const auto main = [](const download_site& from, std::vector<fetch::job> jobs) -> coro::task<> {
        http::client client(direct());
        auto outcomes = fetch::download_many(client, from.files, each_of(std::move(jobs)), 1);
        while (const auto result = co_await outcomes.next())
            CHECK(result->kind == outcome_kind::ok);
    };
    run_async(main(site, {named(site, "BD", "/first"), named(site, "BR", "/second")}));
    CHECK(site.names() == std::set<std::string>{"first.png", "second.png"});
    CHECK(most == 1);
}

TEST_CASE("without a name no file is saved, and the failure names the cause") {
    download_site site;
    site.server.on("empty", says(whole_answer("")));
    site.server.on("busy", says("HTTP/1.1 503 Later\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"));

    const auto empty = download(site, named(site, "BD", "/empty"));
    CHECK(empty.kind == outcome_kind::failed);
    CHECK(empty.last.cause == "content");
    CHECK(empty.last.message.contains("there is no name in it"));

    const auto missing = download(site, named(site, "BD", "/404"));
    CHECK(missing.kind == outcome_kind::failed);
    CHECK(missing.last.cause == "http_status");
    CHECK(missing.last.status == 404);
    CHECK(missing.last.message.contains(site.server.url("/404")));
    CHECK_FALSE(missing.last.worth_retrying);

    const auto busy = download(site, named(site, "BD", "/busy"));
    CHECK(busy.last.status == 503);
    CHECK(busy.last.worth_retrying);
    CHECK(busy.last.retry_after == 7s);

    const auto cut = download(site, named(site, "BD", "/short"));
    CHECK(cut.last.cause == "truncated");
    CHECK(cut.last.worth_retrying);

    const auto escaping = download(site, [&] {
        auto what = named(site, "BD", "/ok");
        what.named_by = std::make_shared<fetch::naming>(site.server.url("/ok"),
                                                        [](std::string_view) { return std::string("../x"); });
        return what;
    }());
    CHECK(escaping.last.cause == "internal");
    CHECK(site.names().empty());
}

TEST_CASE("a name that the second try brings is the file's name") {
    std::atomic<int> asked = 0;
    download_site site;
    site.server.on("name", [&](connection& peer) {
        return peer.send(asked++ == 0 ? "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
                                      : whole_answer("late"));
    });
    const auto main = [](const download_site& from, std::vector<fetch::job> jobs) -> coro::task<outcome> {
        http::client client(direct());
        auto outcomes = fetch::download_many(client, from.files, each_of(std::move(jobs)), 1,
                                             {.retries = 1, .base = 1ms});
        co_return (co_await outcomes.next()).value();
    };
    const auto result = run_async(main(site, {named(site, "BD", "/name")}));
    CHECK(result.kind == outcome_kind::ok);
    CHECK(result.job.file_name == "late.png");
    CHECK(result.attempts() == 2);
    CHECK(site.names() == std::set<std::string>{"late.png"});
}
