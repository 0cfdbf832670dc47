// What spoils a measurement is said, and nothing else is.
#include "netlab/validity.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("packets in time are valid, and so are those that the path itself drops") {
    ferry_log log = with_lateness(900us);
    log.up.lost = 7;
    log.down.queue_full = 9;
    CHECK(why_invalid({}, log).empty());
    CHECK(why_invalid({}, {}).empty());
}

TEST_CASE("one millisecond late is too late on a short path, two in a hundred on a long one") {
    const auto short_path = why_invalid({.rtt = 20ms}, with_lateness(1500us));
    REQUIRE(short_path.size() == 1);
    CHECK(short_path[0].contains("1.5ms late or more, 1ms is allowed"));
    CHECK(why_invalid({.rtt = 100ms}, with_lateness(1500us)).empty());
    CHECK(why_invalid({.rtt = 100ms}, with_lateness(2500us)).size() == 1);
}

TEST_CASE("a packet that the machine dropped makes a measurement wrong, in either direction") {
    ferry_log log;
    log.up.overrun = 1;
    log.down.overrun = 2;
    const auto reasons = why_invalid({}, log);
    REQUIRE(reasons.size() == 1);
    CHECK(reasons[0].contains("3 packets were dropped"));
}
