// Quantiles from a histogram: never below the truth, above it by a fifth at most.
#include "netlab/lateness.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using flags::netlab::lateness;

TEST_CASE("quantiles are at most a bucket above the truth") {
    lateness late;
    for (int us = 1; us <= 10'000; ++us)
        late.record(std::chrono::microseconds(us));
    for (const double fraction : {0.1, 0.5, 0.9, 0.99}) {
        CAPTURE(fraction);
        const double truth = fraction * 1e7;
        CHECK(static_cast<double>(late.quantile(fraction).count()) >= truth);
        CHECK(static_cast<double>(late.quantile(fraction).count()) <= truth * 1.2);
    }
    CHECK(late.max() == 10ms);
    CHECK(late.quantile(1) == 10ms);
}

TEST_CASE("an empty distribution and extreme values have quantiles") {
    lateness late;
    CHECK(late.quantile(0.99) == 0ns);
    CHECK(late.max() == 0ns);
    late.record(0ns);
    CHECK(late.quantile(0.99) == 0ns);
    late.record(1000h);
    CHECK(late.max() == 1000h);
    CHECK(late.quantile(0.5) <= 1us);
}
