// A radio that sleeps: who waits, for how long, and that both directions share it.
#include "netlab/link_with.hpp"
#include "netlab/waking.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <utility>

using namespace std::chrono_literals;
using namespace flags::netlab;
using namespace flags::test;

namespace {

constexpr link_clock::time_point begin_of_sleep{1h};

struct both_directions {
    explicit both_directions(const waking& radio) : up(with(radio), path), down(with(radio), path) {}
    static link_settings with(const waking& radio) {
        link_settings on{.delay = 20ms};
        std::get<waking>(on.further) = radio;
        return on;
    }
    std::shared_ptr<activity> path = std::make_shared<activity>();
    lab_link up;
    lab_link down;
};

// How long a packet is under way that is sent so long after the beginning.
std::chrono::nanoseconds way_of(lab_link& direction, std::chrono::nanoseconds after, bool of_probe = false) {
    return direction.send(begin_of_sleep + after, 100, of_probe).front() - (begin_of_sleep + after);
}

} // namespace

TEST_CASE(
    "the first packet waits for the radio, those that come meanwhile for the rest of that, later ones not") {
    both_directions radio({.delay = 500ms, .idle = 10s});
    CHECK(way_of(radio.up, 0ms) == 520ms);
    CHECK(way_of(radio.up, 100ms) == 420ms);
    CHECK(way_of(radio.down, 200ms) == 320ms);
    CHECK(way_of(radio.up, 500ms) == 20ms);
    CHECK(way_of(radio.down, 501ms) == 20ms);
    CHECK(radio.up.further() == deeds{{"delayed_by_wake_up", 2}});
    CHECK(radio.down.further() == deeds{{"delayed_by_wake_up", 1}});
}

TEST_CASE("it sleeps again after an idle time in both directions, and a packet of either wakes it") {
    both_directions radio({.delay = 500ms, .idle = 10s});
    CHECK(way_of(radio.up, 0ms) == 520ms); // over at 0.5 s
    CHECK(way_of(radio.up, 10'500ms) == 20ms);
    CHECK(way_of(radio.down, 20s) == 20ms);
    CHECK(way_of(radio.up, 29s) == 20ms); // the answer before it has kept it awake
    CHECK(way_of(radio.down, 39'001ms) == 520ms);
    CHECK(way_of(radio.up, 39'002ms) == 519ms);
}

TEST_CASE("a probe's packets neither wait for the radio nor wake it") {
    both_directions radio({.delay = 500ms, .idle = 10s});
    CHECK(way_of(radio.up, 0ms, true) == 20ms);
    CHECK(way_of(radio.up, 1ms) == 520ms);
}

TEST_CASE("a time to wake up is read, told and refused") {
    waking read;
    CHECK(waking::terms[0].take(read, "500ms").empty());
    CHECK(read == waking{.delay = 500ms, .idle = 10s});
    CHECK(waking::terms[0].take(read, "2s:5s").empty());
    CHECK(read.describe() == "2s to wake up after 5s");
    CHECK(read.facts()[1].value == 5000);
    for (const auto* const wrong : {"", "500", "500ms:", "500ms:0", "61s", "1s:1s:1s", "x:1s"})
        CHECK(waking::terms[0].take(read, wrong).starts_with("give DELAY"));
    CHECK(waking::terms[0].take(read, "0").empty());
    CHECK(read == waking());
}
