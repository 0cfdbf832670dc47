// The lower bounds against numbers worked out by hand, and against what must hold for all networks.
#include "compare/bounds.hpp"

#include <flags/base/random.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <vector>

using namespace flags::compare;

namespace {

constexpr double segment = 1448;

double uniform(flags::splitmix64& draw, double low, double high) {
    return low + (high - low) * flags::uniform_01(draw);
}

// From a few milliseconds to a satellite, from a modem to a fibre, or without limits.
path any_path(flags::splitmix64& draw) {
    const auto rate = [&]() -> std::optional<double> {
        if (draw() % 4 == 0) return std::nullopt;
        return std::pow(10.0, uniform(draw, 4.5, 9));
    };
    return {.rtt = uniform(draw, 0.001, 0.8), .down = rate(), .up = rate()};
}

work any_work(flags::splitmix64& draw) {
    work what{.think = uniform(draw, 0, 0.3), .tls = draw() % 2 == 0};
    what.bytes.resize(1 + draw() % 60);
    for (double& bytes : what.bytes)
        bytes = std::round(uniform(draw, 1, 60'000));
    return what;
}

// Rounding, which differs with the order of additions.
bool at_most_as_long(const bound& a, const bound& b) { return a.seconds <= b.seconds * (1 + 1e-9); }

} // namespace

TEST_CASE("without a rate only round trips count, and slow start doubles the window") {
    const path far{.rtt = 0.1};
    const auto rounds = [&](double segments) {
        return std::lround(item_bound(far, {}, segments * segment, false) / far.rtt);
    };
    CHECK(rounds(1) == 1);
    CHECK(rounds(10) == 1);
    CHECK(rounds(11) == 2);
    CHECK(rounds(30) == 2);
    CHECK(rounds(31) == 3);
    CHECK(rounds(70) == 3);
    CHECK(rounds(71) == 4);
    CHECK(item_bound(far, {}, 1, true) == doctest::Approx(0.2));
    CHECK(item_bound(far, {.tls = true}, 1, true) == doctest::Approx(0.3));
    CHECK(item_bound(far, {.think = 0.5}, 1, false) == doctest::Approx(0.6));
}

TEST_CASE("a slow link adds the time of its bits, headers of packets included") {
    // 1448 bytes with 52 of headers are 12,000 bits, the request 80 + 52 bytes.
    const path thin{.rtt = 0.1, .down = 12'000, .up = 1'056};
    CHECK(item_bound(thin, {}, segment, false) == doctest::Approx(1 + 0.1 + 1));
    // SYN and SYN-ACK have 60 bytes.
    CHECK(item_bound(thin, {}, segment, true) == doctest::Approx(2.1 + 0.1 + 480.0 / 12'000 + 480.0 / 1'056));
}

TEST_CASE("twenty flags from 100 ms away, as a whole") {
    const path far{.rtt = 0.1};
    const work flags{.bytes = std::vector<double>(20, 20'000)};
    CHECK(sequential_bound(far, flags).seconds == doctest::Approx(20 * 0.3));
    // The first flag opens the window to 20 segments, and 14 segments need no second round from then on.
    CHECK(keepalive_bound(far, flags).seconds == doctest::Approx(0.1 + 0.2 + 19 * 0.1));
    CHECK(concurrent_bound(far, flags, 20).seconds == doctest::Approx(0.3));
    CHECK(concurrent_bound(far, flags, 2).seconds == doctest::Approx(0.1 + 2.1 / 2));
    CHECK_FALSE(knee(far, flags));
}

TEST_CASE("where the server takes another time for each item, all count one after another and the longest at "
          "once") {
    const path far{.rtt = 0.1};
    const work differs{.bytes = {1'000, 1'000, 1'000}, .think = 7, .thinks = {0, 0.2, 1}};
    CHECK(sequential_bound(far, differs).seconds == doctest::Approx(3 * 0.2 + 1.2));
    CHECK(keepalive_bound(far, differs).seconds == doctest::Approx(0.1 + 3 * 0.1 + 1.2));
    CHECK(concurrent_bound(far, differs, 3).seconds == doctest::Approx(0.1 + 0.1 + 1));
    CHECK(concurrent_bound(far, differs, 3).reason == bound_by::server);
    // The link begins with the answer that is there first.
    const auto thin = concurrent_bound({.rtt = 0.1, .down = 6'000}, differs, 3);
    CHECK(thin.reason == bound_by::link);
    CHECK(thin.seconds == doctest::Approx(0.1 + 480.0 / 6'000 + 0.1 + 3 * 8 * 1'052.0 / 6'000));
    const work equal{.bytes = differs.bytes, .think = 0.3};
    const work the_same{.bytes = differs.bytes, .thinks = {0.3, 0.3, 0.3}};
    CHECK(concurrent_bound(far, equal, 2).seconds ==
          doctest::Approx(concurrent_bound(far, the_same, 2).seconds));
}

TEST_CASE("a policer lets no more pass than its rate and a burst, however it is asked for") {
    const work flags{.bytes = std::vector<double>(20, 1'448)}; // 30,000 bytes with headers
    const path policed{.rtt = 0.01, .policed = 8'000, .burst = 10'000};
    for (const auto& each : {sequential_bound(policed, flags), keepalive_bound(policed, flags),
                             concurrent_bound(policed, flags, 9)}) {
        CHECK(each.seconds == doctest::Approx(20));
        CHECK(each.reason == bound_by::link);
    }
    const path generous{.rtt = 0.01, .policed = 8'000, .burst = 40'000};
    CHECK(concurrent_bound(generous, flags, 20).seconds == doctest::Approx(0.02));
}

TEST_CASE("the largest part of a bound is named") {
    const work flags{.bytes = std::vector<double>(20, 20'000)};
    CHECK(concurrent_bound({.rtt = 0.1}, flags, 20).reason == bound_by::latency);
    CHECK(concurrent_bound({.rtt = 0.1}, flags, 3).reason == bound_by::connections);
    CHECK(concurrent_bound({.rtt = 0.1, .down = 1e6}, flags, 20).reason == bound_by::link);
    work slow = flags;
    slow.think = 5;
    CHECK(concurrent_bound({.rtt = 0.1}, slow, 20).reason == bound_by::server);
    CHECK(sequential_bound({.rtt = 0.1}, {.bytes = {1, 1}, .tls = true}).reason == bound_by::handshake);
    CHECK(to_string(bound_by::link) == "link");
}

TEST_CASE("the knee is where the link is full") {
    const work flags{.bytes = std::vector<double>(20, segment)};
    // One flag takes 0.1 s + 1 ms, of which the link is busy for 1 ms.
    const auto most = knee({.rtt = 0.1, .down = 12e6}, flags);
    REQUIRE(most.has_value());
    CHECK(*most == doctest::Approx(101));
}

TEST_CASE("nothing to fetch takes no time") {
    CHECK(sequential_bound({.rtt = 1}, {}).seconds == 0);
    CHECK(keepalive_bound({.rtt = 1}, {}).seconds == 0);
    CHECK(concurrent_bound({.rtt = 1}, {}, 1).seconds == 0);
}

TEST_CASE("on any network one after another is never faster than many at once") {
    flags::splitmix64 draw(1);
    for (int round = 0; round < 2'000; ++round) {
        const path on = any_path(draw);
        const work what = any_work(draw);
        const std::size_t many = 1 + draw() % 64;
        CAPTURE(round);
        const auto together = concurrent_bound(on, what, many);
        const auto kept = keepalive_bound(on, what);
        CHECK(at_most_as_long(concurrent_bound(on, what, many + 1), together));
        CHECK(at_most_as_long(together, kept));
        CHECK(at_most_as_long(kept, sequential_bound(on, what)));
        CHECK(together.seconds > 0);
    }
}

TEST_CASE("a longer round trip, a slower link or a slower server never makes a bound smaller") {
    flags::splitmix64 draw(2);
    for (int round = 0; round < 2'000; ++round) {
        const path on = any_path(draw);
        const work what = any_work(draw);
        const std::size_t many = 1 + draw() % 64;
        const double factor = uniform(draw, 1, 3);
        CAPTURE(round);
        const auto check = [&](const path& worse, const work& more) {
            CHECK(at_most_as_long(sequential_bound(on, what), sequential_bound(worse, more)));
            CHECK(at_most_as_long(keepalive_bound(on, what), keepalive_bound(worse, more)));
            CHECK(at_most_as_long(concurrent_bound(on, what, many), concurrent_bound(worse, more, many)));
        };
        path worse = on;
        worse.rtt *= factor;
        check(worse, what);
        worse = on;
        if (worse.down) *worse.down /= factor;
        check(worse, what);
        worse = on;
        if (worse.up) *worse.up /= factor;
        check(worse, what);
        work more = what;
        more.think *= factor;
        check(on, more);
    }
}

// Not so over a kept connection: there a larger item opens the window further for those after it.
TEST_CASE("a larger item is never faster on a connection of its own, nor one more item anywhere") {
    flags::splitmix64 draw(3);
    for (int round = 0; round < 2'000; ++round) {
        const path on = any_path(draw);
        const work what = any_work(draw);
        CAPTURE(round);
        work larger = what;
        larger.bytes[draw() % larger.bytes.size()] += uniform(draw, 1, 50'000);
        CHECK(at_most_as_long(sequential_bound(on, what), sequential_bound(on, larger)));
        work more = what;
        more.bytes.push_back(std::round(uniform(draw, 1, 60'000)));
        CHECK(at_most_as_long(sequential_bound(on, what), sequential_bound(on, more)));
        CHECK(at_most_as_long(keepalive_bound(on, what), keepalive_bound(on, more)));
        CHECK(at_most_as_long(concurrent_bound(on, what, 8), concurrent_bound(on, more, 8)));
    }
}
