// The schedule of queries, without a clock.
#include "dns/pacer.hpp"

#include <doctest/doctest.h>

using flags::dns::pacer;
using namespace std::chrono_literals;

TEST_CASE("the queries of a fifth of a second are sent at once, the next ones in even steps") {
    pacer pace(500);
    const pacer::clock::time_point start(1h);
    for (int i = 0; i < 101; ++i)
        CHECK(pace.charge(1, start) == 0ms);
    CHECK(pace.charge(1, start) == 2ms);
    CHECK(pace.charge(2, start) == 4ms);
    CHECK(pace.charge(1, start) == 8ms);
    CHECK(pace.charge(1, start + 5ms) == 5ms);
}

TEST_CASE("an idle time counts up to a fifth of a second") {
    pacer pace(10);
    pacer::clock::time_point now(1h);
    CHECK(pace.charge(50, now) == 0ms);
    CHECK(pace.charge(1, now) == 4'800ms);
    now += 1h;
    CHECK(pace.charge(2, now) == 0ms);
    CHECK(pace.charge(1, now) == 0ms);
    CHECK(pace.charge(1, now) == 100ms);
}

TEST_CASE("without a rate no query waits") {
    pacer pace(0);
    const pacer::clock::time_point start(1h);
    for (int i = 0; i < 10'000; ++i)
        REQUIRE(pace.charge(2, start) == 0ms);
}
