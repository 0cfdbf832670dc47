// From a path as users say it to its two directions.
#include "netlab/conditions.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace flags::netlab;

TEST_CASE("each direction has half the round trip, its own rate and its own seed") {
    const conditions path{.rtt = 100ms,
                          .jitter = 3ms,
                          .down = 9'000'000,
                          .up = 1'500'000,
                          .loss = {.lost_in_good = 0.1},
                          .seed = 7};
    const auto down = down_link(path);
    const auto up = up_link(path);
    CHECK(down.delay == 50ms);
    CHECK(up.delay == 50ms);
    CHECK(down.jitter == 3ms);
    CHECK(down.rate == 9'000'000);
    CHECK(up.rate == 1'500'000);
    CHECK(down.loss == path.loss);
    CHECK(down.seed != up.seed);
    CHECK(down.seed != down_link({.seed = 8}).seed);
}

TEST_CASE("a queue is 64 KiB, or the path's capacity, or the given size") {
    CHECK(down_link({.rtt = 10ms, .down = 9'000'000}).queue_bytes == 65'536);
    CHECK(down_link({.rtt = 600ms, .down = 20'000'000}).queue_bytes == 1'500'000);
    CHECK(down_link({.rtt = 600ms, .down = 20'000'000, .queue_bytes = 10'000}).queue_bytes == 10'000);
    const conditions bloat{.down = 5'000'000, .up = 1'000'000, .queue_time = 1s};
    CHECK(down_link(bloat).queue_bytes == 625'000);
    CHECK(up_link(bloat).queue_bytes == 125'000);
    // A packet of 1500 bytes finds room in an empty queue, whatever was said.
    CHECK(up_link({.up = 1'000, .queue_time = 1ms}).queue_bytes == 3'000);
}

TEST_CASE("a description has only the conditions that add something") {
    CHECK(describe({.rtt = 100ms}) == "rtt 100ms");
    CHECK(describe({.rtt = 28ms, .down = 5'000'000, .up = 1'000'000, .queue_time = 1s}) ==
          "rtt 28ms, down 5M, up 1M, queue 1s");
    CHECK(describe(
              {.rtt = 1ms, .jitter = 2ms, .queue_bytes = 5000, .loss = {.lost_in_good = 0.01}, .seed = 7}) ==
          "rtt 1ms + jitter of up to 2ms each way, queue 5000 bytes, loss 1% each way, seed 7");
    conditions shuffled{.rtt = 10ms};
    std::get<duplication>(shuffled.further).part = 0.01;
    CHECK(describe(shuffled) == "rtt 10ms, 1% duplicated each way, seed 0");
    CHECK(describe({.loss = {.good_to_bad = 0.5, .bad_to_good = 0.5}}) ==
          "rtt 0us, loss 50% in bursts each way, seed 0");
}

TEST_CASE("the mean round trip is shorter by what overtakes, and not by the fastest packet") {
    struct row {
        reordering overtaking;
        std::chrono::microseconds mean;
    };
    const row rows[] = {
        {{}, 100ms},
        {{.part = 0.02}, 98ms}, // one of fifty halves of it takes no time
        {{.part = 0.02, .lead = 5ms}, 99'800us},
        {{.part = 1}, 0ms},
        {{.part = 1, .gap = 4}, 75ms},
        {{.part = 0.5, .gap = 4}, 80ms}, // three between, and two on the average until one overtakes
    };
    for (const auto& [overtaking, mean] : rows) {
        conditions path{.rtt = 100ms, .down = 9'000'000};
        std::get<reordering>(path.further) = overtaking;
        CHECK(mean_round_trip(path) == mean);
        CHECK(best_rate_down(path, 1'000'000) == 9'000'000);
    }
}
