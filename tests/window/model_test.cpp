// The formulas of the window, and the small pieces that they are fed with.
#include "start.hpp"
#include "window/model.hpp"
#include "window/pacer.hpp"
#include "window/quantile.hpp"

#include <flags/window/rtt_samples.hpp>

#include <doctest/doctest.h>

using namespace flags::window;
using scenes::start;

namespace {

path_model path_of(double megabits, double round_trip_ms, double server_ms = 0) {
    return {.rate = {megabits * 1e6},
            .round_trip = seconds(round_trip_ms / 1e3),
            .server_time = seconds(server_ms / 1e3),
            .answer_bytes = 12'000};
}

} // namespace

TEST_CASE("the queue is half a round trip, at least two answers, at most half of the shortest time-out of a "
          "sender") {
    CHECK(queue_allowed(path_of(9, 170)).count() == doctest::Approx(0.085));
    CHECK(queue_allowed(path_of(9, 20)).count() == doctest::Approx(2 * 12'000 * 8 / 9e6)); // two answers
    CHECK(queue_allowed(path_of(100, 4)).count() ==
          doctest::Approx(65'536 * 8 / 100e6));                            // the smallest buffer
    CHECK(queue_allowed(path_of(30, 4)).count() == doctest::Approx(0.01)); // not longer than 10 ms of it
    CHECK(queue_allowed(path_of(20, 600)).count() == doctest::Approx(0.1));
    CHECK(queue_allowed(path_of(0.1, 50)).count() == doctest::Approx(0.1));
}

TEST_CASE("the window is what flows in a round trip, the queue and the server's time, and one answer more") {
    CHECK(window_bytes(path_of(9, 170)) == doctest::Approx(9e6 / 8 * 0.255 + 12'000));
    CHECK(window_bytes(path_of(9, 170, 300)) == doctest::Approx(9e6 / 8 * 0.555 + 12'000));
}

TEST_CASE("a window grows with the rate, the round trip and the server's time") {
    for (const double rate : {1.0, 10.0, 100.0})
        for (const double round_trip : {1.0, 30.0, 300.0}) {
            const double window = window_bytes(path_of(rate, round_trip));
            CHECK(window > 12'000);
            CHECK(window_bytes(path_of(1.5 * rate, round_trip)) > window);
            CHECK(window_bytes(path_of(rate, 1.5 * round_trip)) >= window);
            CHECK(window_bytes(path_of(rate, round_trip, 10)) > window);
        }
}

TEST_CASE("requests leave at the pace of their answers, and a few at once after a pause") {
    constexpr bit_rate rate{8e6}; // 12 kB take 12 ms
    pacer pace;
    int at_once = 0;
    for (; pace.next() <= start && at_once < 100; ++at_once)
        pace.sent(start, 12'000, rate);
    CHECK(at_once >= 4); // the fourth or fifth leaves at this very moment, as rounding has it
    CHECK(at_once <= 5);
    moment now = start;
    for (int n = 0; n < 50; ++n) {
        now = pace.next();
        pace.sent(now, 12'000, rate);
    }
    CHECK((now - start).count() == doctest::Approx(50 * 0.012).epsilon(0.03));
}

TEST_CASE("a quantile is the smaller one of two, and of the last ones only") {
    CHECK(quantile({seconds(3), seconds(1), seconds(2)}, 0.5) == seconds(2));
    CHECK(quantile({seconds(2), seconds(1)}, 0.5) == seconds(1));
    CHECK(quantile({seconds(7)}, 1) == seconds(7));
    recent_values recent(2);
    for (const double value : {9.0, 1.0, 2.0})
        recent.add(seconds(value));
    CHECK(recent.count() == 2);
    CHECK(recent.quantile(1) == seconds(2));
}

TEST_CASE("single round trips come back out of the smoothed one") {
    rtt_samples samples(seconds(0.100));
    double smoothed = 0.100;
    for (const double sample : {0.130, 0.090, 0.250, 0.100}) {
        smoothed += (sample - smoothed) / 8;
        CHECK(samples.next(seconds(smoothed)).count() == doctest::Approx(sample));
    }
    CHECK(samples.next(seconds(smoothed)).count() == doctest::Approx(smoothed)); // no sample was taken
    CHECK(samples.next(seconds(0.001)).count() == doctest::Approx(0.001));       // more than one was
}
