// Sentences for people.
#include <flags/window/state.hpp>

#include <doctest/doctest.h>

using namespace flags::window;

TEST_CASE("each reason has its sentence") {
    state now{.why = reason::rounds,
              .at_once = 24,
              .rate = {9e6},
              .round_trip = seconds(0.17),
              .queue_allowed = seconds(0.085),
              .queue_seen = seconds(0.08),
              .answer_bytes = 12'300};
    CHECK(explain(now) == "24 at once: 9.0 Mbit/s × (170 + 85 ms) / 12.3 kB; the link is full");
    now.queue_seen = seconds(0);
    CHECK(explain(now) == "24 at once: 9.0 Mbit/s × (170 + 85 ms) / 12.3 kB; nothing is full");
    now.server_time = seconds(2.7);
    CHECK(explain(now) == "24 at once: nothing is full, the server takes 2.7 s");
    now.why = reason::memory;
    CHECK(explain(now) == "24 at once: 9.0 Mbit/s × (170 + 85 + 2700 ms) / 12.3 kB; as remembered");
    now.server_time = seconds(0);
    now.why = reason::packet_train;
    CHECK(explain(now) ==
          "24 at once: 9.0 Mbit/s × (170 + 85 ms) / 12.3 kB; the rate is that of the first packets");
    now.why = reason::narrow_link;
    now.syn_ack_gap = seconds(53e-6);
    CHECK(explain(now) ==
          "24 at once: the first requests are paced: SYN-ACKs came 53 µs apart, as over a link of "
          "about 9.0 Mbit/s");
    now.why = reason::first_burst;
    CHECK(explain(now) == "24 at once: nothing is known of the network yet");
    now.why = reason::silence;
    CHECK(explain(now) == "24 at once: no answer yet, for longer than the network takes");
    now.why = reason::refusal;
    CHECK(explain(now) == "24 at once: the server asked for less");
    now.why = reason::constant;
    CHECK(explain(now) == "24 at once: as asked for");
    now.asked_again = 2;
    CHECK(explain(now) == "24 at once: as asked for; stalled and asked for twice: 2");
}

TEST_CASE("figures have as many digits as they deserve") {
    const auto sentence = [](double bits) {
        return explain({.why = reason::packet_train, .at_once = 4, .rate = {bits}, .answer_bytes = 1e5});
    };
    CHECK(sentence(523e3).starts_with("4 at once: 0.52 Mbit/s × (0 + 0 ms) / 100 kB"));
    CHECK(sentence(99.4e6).starts_with("4 at once: 99.4 Mbit/s"));
    CHECK(sentence(123.4e6).starts_with("4 at once: 123 Mbit/s"));
}
