// What spoils a measurement is said, and nothing else is.
#include "netlab/validity.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <tuple>

using namespace std::chrono_literals;
using namespace flags::netlab;

namespace {

// The 99th percentile is `worst`: two of a hundred packets were that late.
ferry_log with_lateness(std::chrono::nanoseconds worst) {
    ferry_log log;
    for (int packet = 0; packet < 98; ++packet)
        log.late.record(10us);
    log.late.record(worst);
    log.late.record(worst);
    return log;
}

} // namespace

TEST_CASE("packets in time and drops of the path itself are valid") {
    ferry_log log = with_lateness(900us);
    log.up.lost = 7;
    log.down.queue_full = 9;
    CHECK(why_invalid({}, log, {}).empty());
    CHECK(why_invalid({}, {}, {}).empty());
}

TEST_CASE("one millisecond late is too late on a short path, two in a hundred on a long one") {
    const auto short_path = why_invalid({.rtt = 20ms}, with_lateness(1500us), {});
    REQUIRE(short_path.size() == 1);
    CHECK(short_path[0].contains("1.5ms late or more, 1ms is allowed"));
    CHECK(why_invalid({.rtt = 100ms}, with_lateness(1500us), {}).empty());
    CHECK(why_invalid({.rtt = 100ms}, with_lateness(2500us), {}).size() == 1);
}

TEST_CASE("a packet that the machine dropped makes a measurement invalid, in either direction") {
    ferry_log log;
    log.up.overrun = 1;
    log.down.overrun = 2;
    const auto reasons = why_invalid({}, log, {});
    REQUIRE(reasons.size() == 1);
    CHECK(reasons[0].contains("3 packets were dropped"));
}

TEST_CASE("a probe's round trip may be off by a millisecond, or three in a hundred, and by the jitter") {
    const auto reasons = [](const conditions& path, std::chrono::nanoseconds rtt) {
        return why_invalid(path, {}, std::array{path_probe{.rtt = rtt}}).size();
    };
    CHECK(reasons({.rtt = 10ms}, 10'900us) == 0);
    CHECK(reasons({.rtt = 10ms}, 11'100us) == 1);
    CHECK(reasons({.rtt = 10ms}, 8'900us) == 1);
    CHECK(reasons({.rtt = 100ms}, 102'900us) == 0);
    CHECK(reasons({.rtt = 100ms}, 103'100us) == 1);
    CHECK(reasons({.rtt = 100ms, .jitter = 5ms}, 112'900us) == 0);
    CHECK(reasons({.rtt = 100ms, .jitter = 5ms}, 113'100us) == 1);
    CHECK(reasons({.rtt = 100ms, .jitter = 5ms}, 96'900us) == 1);
}

TEST_CASE("a probe's train detects a wrong rate") {
    // 100 ms at 9 Mbit/s
    const auto train = [](std::chrono::nanoseconds time) {
        return packet_train{.bytes = 112'500, .time = time};
    };
    const conditions path{.rtt = 20ms, .down = 9'000'000, .up = 9'000'000};
    const path_probe fine{.rtt = 20ms, .down = train(102'900us), .up = train(97'100us)};
    CHECK(why_invalid(path, {}, std::array{fine, fine}).empty());
    const path_probe wrong{.rtt = 20ms, .down = train(103'100us), .up = train(96'900us)};
    const auto reasons = why_invalid(path, {}, std::array{fine, wrong});
    REQUIRE(reasons.size() == 2);
    CHECK(reasons[0] == "the rate down was 8.73M in a probe, not 9M");
    CHECK(reasons[1].contains("the rate up"));
    conditions shaky = path;
    shaky.jitter = 1ms;
    CHECK(why_invalid(shaky, {}, std::array{wrong}).empty());
}

TEST_CASE("a probe that does not arrive is invalid unless the path loses packets") {
    conditions path{.rtt = 20ms, .down = 9'000'000};
    CHECK(why_invalid(path, {}, std::array{path_probe{}}).size() == 2);
    path.loss.lost_in_good = 0.5;
    CHECK(why_invalid(path, {}, std::array{path_probe{}}).empty());
}

TEST_CASE("what further conditions do to packets is not wrong, and a lone packet may wait for a trace's next "
          "moment") {
    conditions path{.rtt = 20ms};
    ferry_log log;
    log.up.further = {{"policed", 9}, {"duplicated", 9}, {"reordered", 9}, {"aqm_drops", 9}};
    std::get<policing>(path.further) = {.rate = 1'000'000, .burst = 1500};
    CHECK(why_invalid(path, log, std::array{path_probe{.rtt = 20ms}}).empty());
    std::get<varying_rate>(path.further) = {.down = {0, 40}, .up = {10}};
    CHECK(why_invalid(path, log, std::array{path_probe{.rtt = 70'900us}}).empty());
    CHECK(why_invalid(path, log, std::array{path_probe{.rtt = 71'100us}}).size() == 1);
    CHECK(why_invalid(path, log, std::array{path_probe{.rtt = 18ms}}).size() == 1);
}
