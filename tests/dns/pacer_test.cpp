// The schedule of queries, without a clock.
#include "dns/pacer.hpp"

#include <doctest/doctest.h>

using flags::dns::pacer;
using namespace std::chrono_literals;

TEST_CASE("a fifth of a second's queries go at once, then one comes after the other in even steps") {
    pacer pace(500);
    const pacer::clock::time_point start(1h);
    for (int i = 0; i < 101; ++i)
        CHECK(pace.charge(1, start) == 0ms);
    CHECK(pace.charge(1, start) == 2ms);
    CHECK(pace.charge(2, start) == 4ms);
    CHECK(pace.charge(1, start) == 8ms);
    CHECK(pace.charge(1, start + 5ms) == 5ms);
}

TEST_CASE("a rest is saved up to a fifth of a second and no further") {
    pacer pace(10);
    pacer::clock::time_point now(1h);
    CHECK(pace.charge(50, now) == 0ms);
    CHECK(pace.charge(1, now) == 4'800ms);
    now += 1h;
    CHECK(pace.charge(2, now) == 0ms);
    CHECK(pace.charge(1, now) == 0ms);
    CHECK(pace.charge(1, now) == 100ms);
}

TEST_CASE("without a rate nobody waits") {
    pacer pace(0);
    const pacer::clock::time_point start(1h);
    for (int i = 0; i < 10'000; ++i)
        REQUIRE(pace.charge(2, start) == 0ms);
}
