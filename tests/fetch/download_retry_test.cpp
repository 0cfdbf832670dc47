// Retries with a server that fails first: what is retried, how often, and that a held host gets no requests.
#include "fetch/downloads.hpp"
#include "support/socket.hpp"

#include <flags/coro/gather.hpp>
#include <flags/coro/task_group.hpp>
#include <flags/fetch/download.hpp>
#include <flags/http/url.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <netinet/in.h>
#include <stop_token>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using namespace flags;
using namespace flags::test;
using fetch::outcome;
using fetch::outcome_kind;

namespace {

constexpr fetch::retry_policy quick{.retries = 2, .base = 1ms, .max_wait = 20ms};

std::vector<outcome> download(const download_site& site, std::vector<fetch::job> jobs,
                              fetch::retry_policy retries = quick, std::size_t max_requests = 4) {
    return run_async(download_all(site.files, std::move(jobs), max_requests, retries));
}

std::string status_line(const std::string& status, const std::string& headers = "") {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
}

// Fails `times` times with `answer`, then serves the flag. Counts the requests.
struct flaky {
    std::atomic<int>* requests;
    int times;
    std::string answer;
    std::string flag;

    bool operator()(connection& peer) const {
        return peer.send(++*requests <= times ? answer : whole_answer(flag));
    }
};

// Speaks at once, and not TLS: every handshake with it breaks.
class no_tls_server {
public:
    no_tls_server() : listener_(listen_on_loopback(SOMAXCONN)) {
        thread_ = std::thread([this] {
            for (;;) {
                const unique_fd peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
                if (!peer) return;
                constexpr std::string_view words = "220 ready\r\n";
                static_cast<void>(::send(peer.get(), words.data(), words.size(), MSG_NOSIGNAL));
                char byte = 0;
                static_cast<void>(::recv(peer.get(), &byte, 1, 0)); // a close before would be a reset
                ::shutdown(peer.get(), SHUT_WR);
                while (::recv(peer.get(), &byte, 1, 0) > 0) {
                }
            }
        });
    }
    no_tls_server(const no_tls_server&) = delete;
    no_tls_server& operator=(const no_tls_server&) = delete;
    ~no_tls_server() {
        ::shutdown(listener_.get(), SHUT_RDWR); // ends accept
        thread_.join();
    }
    [[nodiscard]] std::string url() const {
        return "https://127.0.0.1:" + std::to_string(port_of(listener_)) + "/";
    }

private:
    unique_fd listener_;
    std::thread thread_;
};

} // namespace

TEST_CASE("a 503 is retried, and each attempt is kept") {
    std::atomic<int> requests = 0;
    download_site site;
    site.server.on("flaky", flaky{&requests, 2, status_line("503 Service Unavailable", "Retry-After: 0\r\n"),
                                  site.flag});
    const auto outcomes = download(site, {site.job("BD", "/flaky")});
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].kind == outcome_kind::ok);
    CHECK(outcomes[0].attempts() == 3);
    REQUIRE(outcomes[0].earlier.size() == 2);
    CHECK(outcomes[0].earlier[0].status == 503);
    CHECK(outcomes[0].earlier[0].retry_after == 0ms);
    CHECK(requests == 3);
    CHECK(site.saved("BD") == site.flag);
}

TEST_CASE("a broken connection is retried") {
    std::atomic<int> requests = 0;
    download_site site;
    site.server.on("breaks", [&](connection& peer) {
        if (++requests > 1) return peer.send(whole_answer(site.flag));
        peer.reset();
        return false;
    });
    const auto outcomes = download(site, {site.job("BD", "/breaks")});
    CHECK(outcomes[0].kind == outcome_kind::ok);
    CHECK(outcomes[0].attempts() == 2);
}

TEST_CASE("after the last retry the outcome is the failure") {
    download_site site;
    const auto outcomes = download(site, {site.job("BD", "/500")});
    CHECK(outcomes[0].kind == outcome_kind::failed);
    CHECK(outcomes[0].last.status == 500);
    CHECK(outcomes[0].attempts() == 3);
    CHECK(outcomes[0].earlier.size() == 2);
    CHECK(download(site, {site.job("BD", "/500")}, {.retries = 0})[0].attempts() == 1);
}

TEST_CASE("a 404 and other permanent failures are not retried") {
    download_site site;
    site.server.on("teapot", [](connection& peer) { return peer.send(status_line("418 I'm a teapot")); });
    for (const std::string path : {"/404", "/teapot", "/html", "/204", "/loop"}) {
        CAPTURE(path);
        CHECK(download(site, {site.job("BD", path)})[0].attempts() == 1);
    }
}

TEST_CASE("a 429 holds back the whole host: the others wait, and one probe is sent first") {
    // Before the server, whose threads may still count when the last answer has been read.
    std::atomic<int> requests = 0;
    std::atomic<int> inside = 0;
    std::atomic<int> most_after_first = 0;
    download_site site;
    site.server.on("busy", [&](connection& peer) {
        if (++requests == 1) return peer.send(status_line("429 Too Many Requests", "Retry-After: 1\r\n"));
        const int now = ++inside;
        if (requests == 2) most_after_first = now;
        const bool going_on = peer.pause(5ms) && peer.send(whole_answer(site.flag));
        --inside;
        return going_on;
    });
    // One at a time until the first answer: the second job meets a host that is held.
    std::vector<fetch::job> jobs;
    for (const char* label : {"AA", "BB", "CC", "DD"})
        jobs.push_back(site.job(label, "/busy"));
    const auto before = std::chrono::steady_clock::now();
    const auto outcomes = download(site, std::move(jobs), {.retries = 2, .base = 1ms, .max_wait = 60ms}, 1);
    CHECK(std::chrono::steady_clock::now() - before >= 59ms);
    CHECK(
        std::ranges::all_of(outcomes, [](const outcome& result) { return result.kind == outcome_kind::ok; }));
    CHECK(requests == 5);
    CHECK(most_after_first == 1);
}

TEST_CASE("a failed TLS handshake is retried once, whatever the policy allows") {
    const download_site site;
    const no_tls_server server;
    const auto outcomes = download(site, {{.label = "BD", .url = server.url(), .file_name = "BD.png"}},
                                   {.retries = 5, .base = 1ms, .max_wait = 1ms});
    CHECK(outcomes[0].last.cause == "tls");
    CHECK(outcomes[0].attempts() == 2);
}

TEST_CASE("any answer to the probe reopens a host for all, a 404 too") {
    std::atomic<int> requests = 0;
    std::atomic<int> together = 0;
    download_site site;
    constexpr int others = 3;
    site.server.on("busy", [&](connection& peer) {
        const int number = ++requests;
        if (number == 1) return peer.send(status_line("429 Too Many Requests", "Retry-After: 0\r\n"));
        if (number == 2) return peer.send(status_line("404 Not Found"));
        ++together;
        while (together < others) // each waits for all: one after another they would wait for ever
            if (!peer.pause(1ms)) return false;
        return peer.send(whole_answer(site.flag));
    });
    const auto main = [](const download_site& from) -> coro::task<> {
        http::client client(direct());
        fetch::admission permits(others + 1);
        fetch::shared_limits shared{.permits = permits,
                                    .retries = {.retries = 1, .base = 1ms, .max_wait = 1ms}};
        const auto get = [&](const char* label) {
            return fetch::download_with_retries(client, from.files, shared, from.job(label, "/busy"));
        };
        // Refused and then the probe, which finds nothing.
        const auto first = co_await get("AA");
        CHECK(first.kind == outcome_kind::not_found);
        CHECK(first.attempts() == 2);
        auto outcomes = co_await coro::gather(get("BB"), get("CC"), get("DD"));
        const auto came_at_once = [](const outcome& result) {
            return result.kind == outcome_kind::ok && result.attempts() == 1;
        };
        CHECK(came_at_once(std::get<0>(outcomes)));
        CHECK(came_at_once(std::get<1>(outcomes)));
        CHECK(came_at_once(std::get<2>(outcomes)));
    };
    run_async(main(site));
}

TEST_CASE("a host that is held does not hold back another one") {
    download_site held;
    const download_site free;
    held.server.on("down", [](connection& peer) {
        return peer.send(status_line("503 Service Unavailable", "Retry-After: 3600\r\n"));
    });
    const auto main = [](const download_site& from, fetch::job waits, fetch::job other) -> coro::task<> {
        http::client client(direct());
        fetch::admission permits(1);
        fetch::shared_limits shared{.permits = permits,
                                    .retries = {.retries = 1, .base = 1h, .max_wait = 1h}};
        const std::string host(http::origin_of(waits.url));
        coro::task_group<outcome> group;
        group.start(fetch::download_with_retries(client, from.files, shared, std::move(waits)), {});
        co_await until([&] { return shared.gate.is_held(host); });
        const auto result =
            co_await fetch::download_with_retries(client, from.files, shared, std::move(other));
        CHECK(result.kind == outcome_kind::ok);
        CHECK(shared.gate.is_held(host));
    };
    run_async(main(free, held.job("AA", "/down"), free.job("BB", "/ok")));
}

TEST_CASE("a stop during the back-off ends the job at once, with its attempts") {
    download_site site;
    std::stop_source stop;
    std::atomic<int> requests = 0;
    site.server.on("down", [&](connection& peer) {
        ++requests;
        return peer.send(status_line("503 Service Unavailable", "Retry-After: 3600\r\n"));
    });
    const auto main = [](const download_site& from, std::stop_source asked) -> coro::task<outcome> {
        http::client client(direct());
        fetch::admission permits(1);
        fetch::shared_limits shared{.permits = permits,
                                    .retries = {.retries = 5, .base = 1h, .max_wait = 1h},
                                    .random = splitmix64(1)};
        const auto stop_later = [](std::stop_source source, const fetch::host_gate& gate,
                                   std::string host) -> coro::task<> {
            co_await until([&] { return gate.is_held(host); });
            source.request_stop();
        };
        auto both = co_await coro::gather(
            fetch::download_with_retries(client, from.files, shared, from.job("BD", "/down")),
            stop_later(asked, shared.gate, std::string(http::origin_of(from.server.url("/")))));
        co_return std::get<0>(std::move(both));
    };
    const outcome result = run_async(main(site, stop), stop.get_token());
    CHECK(result.kind == outcome_kind::cancelled);
    CHECK(result.attempts() == 1);
    CHECK(result.earlier.size() == 1);
    CHECK(requests == 1);
}
