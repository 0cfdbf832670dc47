// CoDel against what RFC 8289 says that it does: when it begins to drop, how often it goes on, and when it stops.
#include "netlab/codel.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace std::chrono_literals;
using namespace flags::netlab;

namespace {

using clock_moment = link_clock::time_point;
constexpr clock_moment begin_of_codel{1h};

packet big_packet(clock_moment came, bool of_probe = false) {
    return {.bytes = 1500, .of_probe = of_probe, .moments = {came}};
}

// Takes one packet each millisecond from a queue whose head is always `delay` old; the moments of drops, after the beginning.
std::vector<std::chrono::nanoseconds> drops_of_queue(std::chrono::milliseconds delay,
                                                     std::chrono::milliseconds during) {
    codel_queue queue;
    std::vector<std::chrono::nanoseconds> drops;
    // One more in stock for each that may be dropped; all of them came `delay` before their turn.
    for (auto time = 0ms; time < during; time += 1ms) {
        const auto now = begin_of_codel + time;
        while (queue.bytes() < std::size_t{10} * 1500)
            queue.put(big_packet(now - delay));
        const auto before = queue.dropped();
        REQUIRE(queue.take(now));
        for (auto each = before; each < queue.dropped(); ++each)
            drops.emplace_back(time);
        while (!queue.is_empty()) // those behind age as well, so they are put anew
            queue.drop_head();
    }
    return drops;
}

} // namespace

TEST_CASE("a queue whose delay is below the target drops nothing, nor does one for less than an interval") {
    CHECK(drops_of_queue(4ms, 2s).empty());
    CHECK(drops_of_queue(50ms, 100ms).empty());
    CHECK(drops_of_queue(50ms, 101ms).size() == 1);
}

TEST_CASE("drops come after an interval, and then each after an interval over the root of their number") {
    const auto drops = drops_of_queue(50ms, 1s);
    REQUIRE(drops.size() > 10);
    double due = 100; // ms
    for (std::size_t n = 0; n < drops.size(); ++n) {
        CAPTURE(n);
        const double at = std::chrono::duration<double, std::milli>(drops[n]).count();
        CHECK(at >= due - 0.001);
        CHECK(at < due + 1); // the next turn
        due += 100 / std::sqrt(static_cast<double>(n + 1));
    }
}

TEST_CASE("one packet in a queue is never dropped, however old, and neither is one of a probe") {
    codel_queue queue;
    for (auto time = 0ms; time < 1s; time += 1ms) {
        queue.put(big_packet(begin_of_codel));
        CHECK(queue.take(begin_of_codel + 1s + time));
    }
    for (auto time = 0ms; time < 1s; time += 1ms)
        for (int n = 0; n < 2; ++n)
            queue.put(big_packet(begin_of_codel, true));
    for (auto time = 0ms; time < 1s; time += 1ms)
        CHECK(queue.take(begin_of_codel + 2s + time));
    CHECK(queue.dropped() == 0);
    CHECK(queue.bytes() == 1000 * 1500);
    CHECK_FALSE(codel_queue().take(begin_of_codel));
}

TEST_CASE("a delay that falls below the target ends dropping, and one that returns soon is met at the pace "
          "of before") {
    codel_queue queue;
    const auto fill = [&](clock_moment came) {
        while (queue.bytes() < std::size_t{10} * 1500)
            queue.put(big_packet(came));
    };
    const auto drops_between = [&](std::chrono::milliseconds from, std::chrono::milliseconds to,
                                   std::chrono::milliseconds delay) {
        const auto before = queue.dropped();
        for (auto time = from; time < to; time += 1ms) {
            fill(begin_of_codel + time - delay);
            REQUIRE(queue.take(begin_of_codel + time));
            while (!queue.is_empty())
                queue.drop_head();
        }
        return queue.dropped() - before;
    };
    const auto first = drops_between(0ms, 600ms, 20ms);
    CHECK(first >= 10);
    CHECK(drops_between(600ms, 700ms, 1ms) == 0);
    CHECK(drops_between(700ms, 800ms, 20ms) == 0); // an interval again
    // From a standing start it would be one at once and two in the next 171 ms.
    CHECK(drops_between(800ms, 900ms, 20ms) > 3);
}
