// What is taken of a run of flags, so that the lab's server can stand for its site.
#include "compare/replay.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace flags;
using namespace flags::compare;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t smallest = 100;

// An answer of 1000 bytes whose first byte came at `first_ms`, after a wait; then it arrived for `receive_ms`.
request answer(const std::string& code, double first_ms, double wait_ms, double receive_ms) {
    return {.code = code,
            .url = "https://example.org/" + code,
            .outcome = "ok",
            .status = 200,
            .start_ms = first_ms - wait_ms - 40,
            .reused_connection = false,
            .timings = {.connect = 40,
                        .wait = wait_ms,
                        .receive = receive_ms,
                        .total = 40 + wait_ms + receive_ms},
            .bytes = 1'000,
            .http_version = "1.1"};
}

std::vector<long> times_of(const own_report& seen) {
    std::vector<long> ms;
    const auto site = replay_of(seen, true, smallest);
    for (const auto& each : site.files)
        ms.push_back(static_cast<long>(each.server_time / 1ms));
    return ms;
}

std::string refusal_of(const own_report& seen) {
    try {
        static_cast<void>(replay_of(seen, true, smallest));
    } catch (const usage_error& e) {
        return e.what();
    }
    return "nothing was refused";
}

} // namespace

TEST_CASE("one answer after another shows the server's time of each: its wait less the shortest handshake") {
    own_report seen{
        .requests = {answer("BR", 100, 50, 5), answer("CN", 300, 120, 5), answer("DE", 500, 47, 5)}};
    seen.requests[0].timings.ssl = 10; // a round trip of 30
    CHECK(times_of(seen) == std::vector<long>{20, 90, 17});
    const auto site = replay_of(seen, true, smallest);
    CHECK(site.tls);
    CHECK(site.assumed ==
          "Replay: 3 files of 3000 bytes in all, each as large as it was seen; the server's own time 20.0 ms "
          "(median, "
          "17.0 ms to 90.0 ms), which is the wait less the round trip of 30.0 ms; HTTP/1.1 over TLS.");
}

TEST_CASE("what other answers may have kept in a queue is not the server's time, which is never below the "
          "shortest") {
    struct row {
        const char* what;
        std::vector<request> requests;
        std::vector<long> times;
    };
    const row rows[] = {
        {"a burst, in which each waits for those before it",
         {answer("BR", 100, 60, 8), answer("CN", 109, 69, 8), answer("DE", 118, 78, 8)},
         {20, 20, 20}},
        {"a pause of more than a quarter of the round trip",
         {answer("BR", 100, 60, 8), answer("CN", 119, 79, 8)},
         {20, 39}},
        {"behind an answer that is still arriving",
         {answer("BR", 100, 60, 50), answer("CN", 140, 120, 8)},
         {20, 40}},
        {"never below the shortest", {answer("BR", 100, 60, 50), answer("CN", 140, 70, 8)}, {20, 20}},
        {"faster than the round trip", {answer("BR", 100, 30, 5)}, {0}},
    };
    for (const auto& [what, requests, times] : rows) {
        CAPTURE(what);
        CHECK(times_of({.requests = requests}) == times);
    }
    const auto words = replay_of({.requests = rows[0].requests}, true, smallest).assumed;
    CHECK(words.contains("2 may be too short (a run with --mode sequential has none of these)"));
}

TEST_CASE("a round trip that the kernel measured counts, because connections opened ahead show none") {
    own_report seen{.requests = {answer("BR", 100, 60, 5)}};
    seen.requests[0].timings.connect = 0.1;
    seen.window.push_back({.figures = {.round_trip = window::seconds(0.055)}});
    seen.window.push_back({.figures = {.round_trip = window::seconds(0.050)}});
    seen.window.push_back({.figures = {}}); // not known yet
    CHECK(times_of(seen) == std::vector<long>{10});
}

TEST_CASE("without the time of a handshake, and of a journal, the server's time is zero, and that is said") {
    own_report seen{.requests = {answer("BR", 100, 60, 5)}};
    seen.requests[0].reused_connection = true;
    CHECK(times_of(seen) == std::vector<long>{0});
    CHECK(replay_of(seen, true, smallest).assumed.contains("no request of the run opened a connection"));
    const own_report journal{
        .requests = {{.code = "CN", .url = "http://example.org/cn", .outcome = "ok", .bytes = 7},
                     {.code = "BR", .url = "http://example.org/br", .outcome = "failed"}}};
    const auto site = replay_of(journal, false, smallest);
    REQUIRE(site.files.size() == 1);
    CHECK(site.files[0].code.upper() == "CN");
    CHECK(site.files[0].bytes == smallest);
    CHECK_FALSE(site.tls);
    CHECK(site.assumed.contains("(1 without a whole answer left out)"));
    CHECK(site.assumed.contains("is taken as zero, because a journal has no times; HTTP/1.1 without TLS."));
}

TEST_CASE("each flag counts once, with its last whole answer") {
    own_report seen{.requests = {answer("CN", 100, 60, 5), answer("BR", 300, 60, 5), answer("CN", 500, 95, 5),
                                 answer("DE", 700, 60, 5), answer("FR", 900, 60, 5)}};
    seen.requests[3].status = 304; // nothing was sent
    seen.requests[4].outcome = "retried";
    seen.requests[0].http_version = "2.0";
    const auto site = replay_of(seen, true, smallest);
    REQUIRE(site.files.size() == 2);
    CHECK(site.files[0].code.upper() == "BR");
    CHECK(site.files[1].server_time == 55ms);
    CHECK(site.assumed.contains("(2 without a whole answer left out)"));
    CHECK(site.assumed.contains("though the site spoke a later version"));
}

TEST_CASE("what cannot be replayed is refused in words") {
    own_report seen{.requests = {answer("BR", 100, 60, 5)}};
    const auto with = [&seen](auto change) {
        auto changed = seen;
        change(changed);
        return refusal_of(changed);
    };
    CHECK(with([](auto& report) { report.requests.clear(); }).contains("no flag in it has a whole answer"));
    CHECK(with([](auto& report) { report.requests[0].code = "<b>"; }).contains("<b>"));
    CHECK(with([](auto& report) { report.requests[0].bytes = 9'000'000; }) ==
          "BR has 9000000 bytes: at most 8 MiB can be replayed");
    CHECK(with([](auto& report) {
              report.requests[0].timings.wait = 40'000;
          }).contains("BR: its server took 40.0 s: at most 30 s"));
    CHECK(with([](auto& report) { report.requests.resize(10'001); }).contains("it has 10001 requests"));
    CHECK(with([](auto& report) {
              report.requests.clear();
              for (int last = 'A'; last < 'A' + 26 + 10; ++last) {
                  const std::string code{last <= 'Z' ? 'A' : 'B',
                                         static_cast<char>(last <= 'Z' ? last : last - 26)};
                  report.requests.push_back(answer(code, 100, 60, 5));
                  report.requests.back().bytes = 8'000'000;
              }
          }).contains("its files have 288000000 bytes in all"));
}
