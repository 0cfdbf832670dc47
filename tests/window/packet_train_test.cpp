// The rate of a train of packets.
#include "start.hpp"
#include "window/packet_train.hpp"

#include <doctest/doctest.h>

using namespace flags::window;
using scenes::start;

namespace {

constexpr seconds shortest{0.003};

// Packets of 1448 bytes at even distances; the rate after the last of them.
std::optional<bit_rate> rate_after(packet_train& train, int packets, seconds apart, moment from = start) {
    std::optional<bit_rate> rate;
    for (int n = 0; n < packets; ++n) {
        train.add(from + n * apart, 1448);
        rate = train.rate(shortest);
    }
    return rate;
}

} // namespace

TEST_CASE("less than a train says nothing") {
    packet_train train;
    CHECK_FALSE(train.rate(shortest));
    CHECK_FALSE(rate_after(train, 7, seconds(0.0013)));
}

TEST_CASE("a train shows the link's rate within an eighth") {
    for (const double megabits : {0.4, 1.5, 9.0, 50.0}) {
        CAPTURE(megabits);
        packet_train train;
        const auto rate = rate_after(train, 100, time_for(1500, {megabits * 1e6}));
        REQUIRE(rate);
        CHECK(rate->bits_per_second == doctest::Approx(megabits * 1e6).epsilon(0.13));
    }
}

TEST_CASE("what comes in one turn of the loop counts as spread over the shortest time") {
    packet_train train;
    train.add(start, 1e6);
    REQUIRE(train.rate(shortest));
    CHECK(train.rate(shortest)->bits_per_second == doctest::Approx(1e6 * 8 / 0.003 * 1500 / 1448));
}

TEST_CASE("a pause ends a train, and the next one shows its own rate") {
    packet_train train;
    rate_after(train, 100, time_for(1500, {50e6}));
    const auto later = rate_after(train, 100, time_for(1500, {5e6}), start + seconds(10));
    REQUIRE(later);
    CHECK(later->bits_per_second == doctest::Approx(5e6).epsilon(0.13));
}
