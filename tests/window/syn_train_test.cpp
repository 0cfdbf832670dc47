// What SYN-ACKs tell.
#include "start.hpp"
#include "window/syn_train.hpp"

#include <flags/base/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace flags::window;
using scenes::start;

namespace {

constexpr seconds apart{15e-6};

// SYNs 15 µs apart over a link where each packet of 60 bytes takes `each`, with noise of the clocks.
syn_train train_over(seconds each, int count = 20, seconds round_trip = seconds(0.1), double noise = 40e-6) {
    syn_train train;
    flags::splitmix64 random(7);
    moment busy = start;
    for (int n = 0; n < count; ++n) {
        const moment sent = start + n * apart;
        busy = std::max(busy, sent) + each;
        train.add(sent, busy - sent + round_trip + seconds(noise * uniform_01(random)));
    }
    return train;
}

} // namespace

TEST_CASE("two SYN-ACKs are no train") { CHECK_FALSE(train_over(seconds(100e-6), 2).gap()); }

TEST_CASE("a narrow link shows by the gaps, a wide one has none") {
    for (const double megabits : {1.0, 5.0, 9.0, 12.0}) {
        CAPTURE(megabits);
        const auto gap = train_over(time_for(60, {megabits * 1e6})).gap();
        REQUIRE(gap);
        CHECK(gap->count() == doctest::Approx(480 / (megabits * 1e6)).epsilon(0.4));
    }
    CHECK_FALSE(train_over(seconds(0)).gap());
    CHECK_FALSE(train_over(time_for(60, {100e6})).gap());
}

TEST_CASE("packets that are handed over several at a time still show a narrow link") {
    syn_train train;
    for (int n = 0; n < 20; ++n)
        train.add(start + n * seconds(5e-6), seconds(0.1) + (n / 4) * 4 * seconds(32e-6));
    const auto gap = train.gap();
    REQUIRE(gap);
    CHECK(gap->count() == doctest::Approx(32e-6).epsilon(0.4));
}

TEST_CASE("delays that vary are seldom taken for a narrow link") {
    flags::splitmix64 random(7);
    int taken = 0;
    for (int round = 0; round < 20; ++round) {
        syn_train train;
        moment last = start;
        for (int n = 0; n < 20; ++n) { // up to 10 ms each, in their order
            const moment sent = start + n * apart;
            last = std::max(last, sent + seconds(0.1 + 0.01 * uniform_01(random)));
            train.add(sent, last - sent);
        }
        taken += train.gap() ? 1 : 0;
    }
    CHECK(taken <= 4);
}

TEST_CASE("a slow uplink is taken for a faster downlink") {
    CHECK(syn_train::expected_rate(seconds(480 / 9e6)).bits_per_second == doctest::Approx(9e6));
    CHECK(syn_train::expected_rate(seconds(480 / 1e6)).bits_per_second == doctest::Approx(3e6));
}

TEST_CASE("only a long train that came through undistorted shows a least rate") {
    const auto least = train_over(seconds(0), 20).least_rate();
    REQUIRE(least);
    CHECK(least->bits_per_second == doctest::Approx(480 / 15e-6 / 1.5).epsilon(0.01));
    CHECK_FALSE(train_over(seconds(0), 9).least_rate());
    CHECK_FALSE(train_over(seconds(50e-6)).least_rate());
    syn_train pushed_together;
    for (int n = 0; n < 20; ++n)
        pushed_together.add(start + n * apart, seconds(0.1) - n * apart);
    CHECK_FALSE(pushed_together.least_rate());
}

TEST_CASE("what leaves after the first has come back is another train") {
    syn_train train = train_over(seconds(0), 20);
    const auto before = train.least_rate();
    train.add(start + seconds(0.2), seconds(0.1));
    CHECK(train.least_rate() == before);
}
