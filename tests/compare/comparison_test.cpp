// What is made of the runs of a comparison.
#include "compare/comparison.hpp"
#include "compare/verdict.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace flags::compare;
using namespace std::chrono_literals;
using doctest::Approx;

namespace {

request request_for(const std::string& code, double start_ms, int port) {
    return {.code = code,
            .url = "http://192.0.2.1/" + code,
            .outcome = "ok",
            .status = 200,
            .started = "2026-01-01T00:00:00.000Z",
            .start_ms = start_ms,
            .connection = port,
            .reused_connection = false,
            .timings = {.total = 100},
            .bytes = 1'000,
            .http_version = "1.1",
            .remote_ip = "192.0.2.1"};
}

sample sample_of(std::size_t program, std::size_t block, double wall_s) {
    sample result{.program = program,
                  .block = block,
                  .position = 3 * block + program,
                  .spawned_ms = 1e6,
                  .wall_s = wall_s,
                  .cpu_s = 0.01,
                  .found = {.files = 2, .bytes = 2'000}};
    if (program < 2)
        result.report = {.started_ms = 1'000'007.0,
                         .requests = {request_for("BR", 5, 40'000), request_for("CN", 1, 40'001)},
                         .window = {{.ms = 2}}};
    return result;
}

settings two_files() {
    return {
        .server = "http://192.0.2.1/flags",
        .files = {{.code = "BR", .url = "http://192.0.2.1/BR"}, {.code = "CN", .url = "http://192.0.2.1/CN"}},
        .max_requests = 2,
        .runs = 3,
        .lab = lab_setup{.path = {.rtt = 100ms}}};
}

const std::vector<program> slow_fast_and_peer{
    {.name = "slow", .is_flags = true, .manner = concurrency::one_new_each},
    {.name = "fast", .is_flags = true, .manner = concurrency::many},
    {.name = "peer"}};

std::vector<sample> blocks_of_runs(std::size_t blocks = 3) {
    std::vector<sample> samples{sample_of(0, 0, 99)}; // the warm-up does not count
    for (std::size_t block = 1; block <= blocks; ++block) {
        const double load = 1 + 0.1 * static_cast<double>(block);
        samples.push_back(sample_of(0, block, 0.4 * load));
        samples.push_back(sample_of(1, block, 0.2 * load));
        samples.push_back(sample_of(2, block, 0.3 * load));
    }
    return samples;
}

comparison made_of(std::vector<sample> samples, settings what = two_files()) {
    return make_comparison(std::move(what), slow_fast_and_peer, {.samples = std::move(samples)});
}

} // namespace

TEST_CASE("medians, speed-ups of paired blocks, limits and efficiency of a comparison") {
    const auto results = made_of(blocks_of_runs());
    CHECK(results.what.files[1].bytes == 1'000);
    const auto& slow = results.variants[0];
    const auto& fast = results.variants[1];
    const auto& peer = results.variants[2];
    CHECK(slow.median->value == Approx(0.48));
    CHECK(slow.mean == Approx(0.48));
    CHECK(slow.deviation == Approx(0.04));
    CHECK(slow.limit->seconds == Approx(0.4)); // two connections, two answers, 100 ms each
    CHECK(slow.efficiency() == Approx(0.4 / 0.48));
    CHECK(slow.speedup->value == 1);
    CHECK(fast.limit->seconds == Approx(0.2));
    CHECK(fast.speedup->value == Approx(2));
    CHECK(fast.speedup->confidence.low == Approx(2)); // the load was the same for both
    CHECK(fast.speedup->confidence.high == Approx(2));
    CHECK(fast.connections == 2);
    CHECK(fast.retries == 0);
    CHECK(fast.failures() == 0);
    CHECK_FALSE(peer.is_flags);
    CHECK(peer.times_as_long->value == Approx(1.5));
    CHECK_FALSE(peer.connections.has_value());
    CHECK_FALSE(peer.retries.has_value());
    CHECK_FALSE(peer.median_run.has_value());
    CHECK_FALSE(results.knee.has_value());
    for (const auto& variant : results.variants)
        CHECK(variant.runs.size() == 3);
}

TEST_CASE("the waterfall is that of the median run, its requests in order and its connections counted") {
    const auto results = made_of(blocks_of_runs());
    const auto& [block, wall_s, requests, window, path] = results.variants[1].median_run.value();
    CHECK(block == 2);
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].code == "CN");
    CHECK(requests[0].start_ms == Approx(8)); // 7 after the program was started, and 1
    CHECK(requests[0].connection == 1);
    CHECK(requests[0].ideal_ms == Approx(200));
    CHECK(requests[1].connection == 2);
    REQUIRE(window.size() == 1);
    CHECK(window[0].ms == Approx(9)); // 7 and 2
    CHECK(path.empty());
}

TEST_CASE("what the lab recorded during the median run is told from its beginning, in few rows") {
    lab_result lab{.record_began_ms = 1e6 - 5'000};
    const auto record = [&lab](std::chrono::microseconds since_start, std::size_t queued,
                               std::uint64_t dropped) {
        lab.record.push_back({.at = flags::netlab::link_clock::time_point(5s + since_start),
                              .in_flight = queued + 100,
                              .queued = queued,
                              .dropped = dropped});
    };
    record(-1s, 1'500, 3);          // another run's
    for (int i = 0; i < 5'000; ++i) // 50 us each, so 250 ms of the 240 that it took
        record(i * 50us, i == 2'000 ? 60'000 : 3'000, i < 2'000 ? 3 : 5);
    auto samples = blocks_of_runs();
    const auto results = make_comparison(two_files(), slow_fast_and_peer,
                                         {.lab = std::move(lab), .samples = std::move(samples)});
    const auto& path = results.variants[1].median_run->path;
    REQUIRE(path.size() >= 2);
    CHECK(path.size() <= 203);
    CHECK(path.front().ms == Approx(0).epsilon(0.001));
    CHECK(path.front().dropped == 0); // those before are not its own
    CHECK(path.back().dropped == 2);
    CHECK(path.back().ms <= 240.001);
    const auto peak = std::ranges::max(path, {}, &path_row::queued);
    CHECK(peak.queued == 60'000);
    CHECK(peak.in_flight == 60'100);
    CHECK(peak.ms == Approx(100).epsilon(0.03)); // a step is 2.4 ms
}

TEST_CASE("a run that failed or brought something else counts as failure and in nothing else") {
    auto samples = blocks_of_runs();
    samples[4].fault = "exit code 1: no route"; // the slow one's in block 2
    samples[6].found.bytes = 1'999;             // the peer's
    samples[8].found.files = 1;                 // the fast one's in block 3
    const auto results = made_of(samples);
    CHECK(results.variants[0].failures() == 1);
    CHECK(results.variants[0].median->value == Approx((0.44 + 0.52) / 2));
    CHECK(results.variants[0].runs[1].failure == "exit code 1: no route");
    CHECK(results.variants[2].runs[1].failure == "2 files with 1999 bytes instead of 2 with 2000");
    CHECK(results.variants[1].runs[2].failure == "1 files with 2000 bytes instead of 2 with 2000");
}

TEST_CASE("retried requests are counted, and shown in the waterfall") {
    auto samples = blocks_of_runs();
    for (auto& each : samples)
        if (each.report) {
            auto again = request_for("BR", 0.5, 39'999);
            again.status = 503;
            again.outcome = "retried";
            each.report->requests.insert(each.report->requests.begin(), again);
            each.report->requests[1].attempt = 2;
        }
    const auto results = made_of(samples);
    CHECK(results.variants[0].retries == 3);
    CHECK(results.variants[0].connections == 3);
    const auto& requests = results.variants[0].median_run->requests;
    CHECK(requests[0].outcome == "retried");
    CHECK(requests[0].attempt == 1);
    CHECK_FALSE(requests[0].ideal_ms.has_value());
    CHECK(requests[2].attempt == 2);
}

TEST_CASE("a file that no run brought has no size, and then there is no limit") {
    auto samples = blocks_of_runs();
    for (auto& each : samples)
        if (each.report) each.report->requests[1].outcome = "failed";
    const auto results = made_of(samples);
    CHECK_FALSE(results.what.files[1].bytes.has_value());
    CHECK_FALSE(results.variants[0].limit.has_value());
    CHECK_FALSE(results.variants[0].efficiency().has_value());
}

TEST_CASE("a network that is not known, or adds nothing, has no limit") {
    auto real = two_files();
    real.lab.reset();
    auto nothing = two_files();
    nothing.lab->path.rtt = 0s;
    for (const auto& what : {real, nothing}) {
        const auto results = made_of(blocks_of_runs(), what);
        CHECK_FALSE(results.variants[1].limit.has_value());
        CHECK_FALSE(results.variants[1].median_run->requests[0].ideal_ms.has_value());
        CHECK_FALSE(results.sentence.contains("possible"));
    }
}

TEST_CASE("no kind of condition lets the limit forget the round trip or the rate") {
    using namespace flags::netlab;
    auto what = two_files();
    what.lab->path = {.rtt = 100ms, .down = 1'000'000};
    for (auto& each : what.files)
        each.bytes = 50'000;
    const auto limit_with = [&](const auto& kind) {
        auto changed = what;
        std::get<std::remove_cvref_t<decltype(kind)>>(changed.lab->path.further) = kind;
        if constexpr (std::is_same_v<decltype(kind), const varying_rate&>) changed.lab->path.down = 0;
        return limit_of(changed, slow_fast_and_peer[1])->seconds;
    };
    const double plain = limit_of(what, slow_fast_and_peer[1])->seconds;
    CHECK(plain > 1);
    CHECK(limit_with(reordering{.part = 0.02}) == Approx(plain - 0.004)); // of two round trips
    CHECK(limit_with(duplication{.part = 0.1}) == plain);
    CHECK(limit_with(queue_management{.by = queue_management::method::codel}) == plain);
    CHECK(limit_with(waking{.delay = 1s}) == plain);
    CHECK(limit_with(policing{.rate = 500'000, .burst = 10'000}) > 1.4);
    CHECK(limit_with(varying_rate{.down = {12}}) ==
          Approx(plain).epsilon(0.02)); // as constant as can be: 1 Mbit/s
}

TEST_CASE("the limit counts on the shortest delay of the server, because no answer may come earlier") {
    auto what = two_files();
    what.lab->origin.min_delay = 50ms;
    what.lab->origin.max_delay = 500ms;
    const auto results = made_of(blocks_of_runs(), what);
    CHECK(results.variants[0].limit->seconds == Approx(0.5)); // 50 ms more for each of two answers
    CHECK(results.variants[1].limit->seconds == Approx(0.25));
}

TEST_CASE("without a successful run there are no figures, only a sentence") {
    auto samples = blocks_of_runs();
    for (auto& each : samples)
        each.fault = "killed at its time limit";
    const auto results = made_of(samples);
    CHECK_FALSE(results.variants[0].median.has_value());
    CHECK_FALSE(results.variants[0].speedup.has_value());
    CHECK(results.sentence.contains("No run of flags succeeded"));
}

TEST_CASE("the sentence says how much faster, how near to what limit, and how the peers do") {
    auto results = made_of(blocks_of_runs(5));
    CAPTURE(results.sentence);
    CHECK(results.sentence.starts_with("fast takes 260 ms, 2.00 times as fast as slow (2.00 to 2.00)."));
    CHECK(results.sentence.contains(
        "76.9 % of what is possible: the least time on this network is 200 ms, limited by "));
    CHECK(results.sentence.ends_with(" peer takes 1.500 times as long (1.500 to 1.500)."));
    results.what.files.resize(5);
    results.knee = 3.2;
    CHECK(sentence_of(results).contains(" More than 4 connections cannot help on this link."));
    results.knee = 4.2; // five connections are one for each file
    CHECK_FALSE(sentence_of(results).contains("cannot help"));
    results.variants[2].times_as_long->confidence = {.low = 0.9, .high = 1.6};
    CHECK(sentence_of(results).ends_with("(0.900 to 1.600), which may be chance."));
}

TEST_CASE("with fewer than five runs no interval is shown") {
    const auto results = made_of(blocks_of_runs(4));
    CHECK_FALSE(results.variants[1].has_interval());
    CHECK(results.sentence.contains(" 2.00 times as fast as slow."));
    CHECK(results.sentence.ends_with(" peer takes 1.500 times as long (too few runs for an interval)."));
    auto samples = blocks_of_runs(5);
    CHECK(made_of(samples).variants[1].has_interval());
    samples.back().fault = samples[samples.size() - 2].fault = "exit code 1";
    CHECK_FALSE(made_of(samples).variants[1].has_interval());
}

TEST_CASE("the sentence names a queue that overflowed when the limit is far") {
    auto results = made_of(blocks_of_runs(5));
    results.what.lab->path.down = 9'000'000;
    results.lab.emplace();
    results.lab->down = {.carried = 60'000, .queue_full = 544};
    results.lab->retransmissions = 612;
    CHECK(sentence_of(results).contains(" 2 at once overflow the 112 kB queue: 544 packets dropped, 612 "
                                        "retransmitted in all runs together."));
    results.variants[0].number = at_once{.most = 8};
    results.variants[1].number = at_once{.most = 2};
    CHECK(sentence_of(results).contains(
        " Runs with many requests at once overflow the 112 kB queue: 544 packets dropped"));
    results.variants[0].number.reset();
    results.variants[1].number = at_once{.automatic = true};
    CHECK(sentence_of(results).contains(" The requests in flight overflow the 112 kB queue: "));
    results.variants[1].limit->seconds = 0.25; // of 0.26: nothing is to be explained
    CHECK_FALSE(sentence_of(results).contains("overflow"));
    results.variants[1].limit->seconds = 0.2;
    results.lab->down.queue_full = 3; // too few to matter
    CHECK_FALSE(sentence_of(results).contains("overflow"));
}
