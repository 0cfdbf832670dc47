// The controller, event by event.
#include "scene.hpp"

#include <doctest/doctest.h>

using namespace scenes;

TEST_CASE("nothing is sent before a handshake") {
    scene now(194);
    CHECK(now.send(0) == 0);
    CHECK(now.on().connections_wanted() == 40);
    CHECK_FALSE(now.on().next_wake(at(0)));
}

TEST_CASE("the first burst: pilots at once, the others when SYN-ACKs had time to warn") {
    struct burst {
        std::size_t files;
        seconds round_trip;
        std::size_t at_once;
        std::size_t in_all;
    };
    constexpr burst table[] = {
        {194, seconds(0.1), 4, 20}, {40, seconds(0.1), 4, 40}, {41, seconds(0.1), 4, 20},
        {1, seconds(0.1), 1, 1},    {3, seconds(0.1), 3, 3},   {194, seconds(0.009), 6, 6},
        {4, seconds(0.009), 4, 4},
    };
    for (const burst& row : table) {
        CAPTURE(row.files);
        scene now(row.files);
        now.connect(0.1, row.round_trip);
        CHECK(now.send(0.1) == row.at_once);
        if (row.in_all > row.at_once) {
            CHECK(*now.on().next_wake(at(0.1)) == at(0.1) + 0.03 * row.round_trip);
            CHECK(now.send(0.1 + 0.029 * row.round_trip.count()) == 0);
        }
        CHECK(now.send(0.1 + 0.031 * row.round_trip.count()) == row.in_all - row.at_once);
        CHECK(now.on().figures().why == reason::first_burst);
    }
}

TEST_CASE("SYN-ACKs one after another pace the first burst") {
    scene now(194);
    for (int n = 0; n < 20; ++n)
        now.on().on_connected(
            at(0.1 + n * 53e-6),
            {.begun = at(n * 15e-6), .round_trip = usual_round_trip + seconds(n * (53e-6 - 15e-6))});
    CHECK(now.on().figures().why == reason::narrow_link);
    CHECK(now.send(0.102) == 4);
    CHECK(now.send(0.1031) == 1);
    CHECK(now.send(0.1182) == 0); // 12 kB take 10.6 ms at 9 Mbit/s, and nobody knows that it is 12
    CHECK(now.send(0.1184) == 1);
}

TEST_CASE("the first answers show the rate, and with it the window") {
    scene now(194);
    now.connect(0.1);
    now.send(0.1);
    now.send(0.11);
    double when = 0.2;
    for (request_id request = 1; request <= 3; ++request)
        when = now.answer(when, request, 20);
    const state seen = now.on().figures();
    CHECK(seen.why == reason::packet_train);
    CHECK(seen.rate.bits_per_second == doctest::Approx(20e6).epsilon(0.13));
    CHECK(seen.window_bytes == doctest::Approx(20e6 / 8 * 0.15 + 12'000).epsilon(0.15));
    CHECK(now.on().connections_wanted() >= 31);
    std::size_t sent = 0;
    for (double later = when; later < when + 0.2; later += 0.001)
        sent += now.send(later);
    CHECK(now.on().figures().in_flight == 17 + sent);
    CHECK(now.on().figures().open_bytes <= seen.window_bytes);
    CHECK(now.on().figures().open_bytes + 2 * 12'000 > seen.window_bytes); // and it is used
}

TEST_CASE("while nobody answers the number doubles") {
    scene now(194);
    now.connect(0.1);
    now.send(0.1);
    std::size_t in_flight = 4 + now.send(0.11);
    CHECK(in_flight == 20);
    CHECK(now.send(0.249) == 0);
    CHECK(*now.on().next_wake(at(0.249)) == at(0.1) + 1.5 * usual_round_trip);
    in_flight += now.send(0.251);
    CHECK(in_flight == 40);
    CHECK(now.on().figures().why == reason::silence);
    CHECK(now.send(0.34) == 0);
    in_flight += now.send(0.352);
    CHECK(in_flight == 64); // the most
}

TEST_CASE("a server that says no gets half, once for each burst, and the next run knows it") {
    scene now(100);
    now.connect(0.1);
    now.send(0.1);
    now.send(0.11);
    for (request_id request = 1; request <= 5; ++request)
        now.on().on_end(at(0.2), request, ending::refused);
    CHECK(now.on().figures().why == reason::refusal);
    CHECK(now.on().connections_wanted() == 10);
    CHECK(now.send(0.3) == 0); // 15 are still there
    double when = 0.3;
    for (request_id request = 6; request <= 20; ++request)
        when = now.answer(when, request, 20);
    for (double later = when; later < when + 1; later += 0.01)
        now.send(later);
    CHECK(now.on().figures().in_flight == 10);
    CHECK(now.on().memory()->at_most == 10);
    now.on().on_connect_refused(at(2));
    now.on().on_connect_refused(at(2)); // the same burst
    CHECK(now.on().connections_wanted() == 5);
    CHECK(now.on().memory()->at_most == 5);
}

TEST_CASE("what stalls at the end is asked for again, once") {
    scene now(3);
    now.connect(0.1);
    CHECK(now.send(0.1) == 3);
    CHECK_FALSE(now.on().stalled(at(0.2)));
    now.answer(0.2, 1, 20);
    now.answer(0.21, 2, 20);
    const auto wake = now.on().next_wake(at(0.22));
    REQUIRE(wake);
    CHECK(*wake - at(0.1) >
          usual_round_trip + seconds(0.03)); // request 3 has made no progress since it was sent
    CHECK(*wake - at(0.1) < seconds(0.3));
    CHECK_FALSE(now.on().stalled(*wake - seconds(0.001)));
    CHECK(now.on().stalled(*wake + seconds(0.001)) == 3);
    CHECK_FALSE(now.on().stalled(*wake + seconds(10)));
    now.on().on_end(at(1), 3, ending::answered);
    CHECK(now.on().figures().in_flight == 0);
    CHECK_FALSE(now.on().next_wake(at(1)));
}

TEST_CASE("what stalls is not asked for again while others keep the link busy") {
    scene now(6);
    now.connect(0.1);
    CHECK(now.send(0.1) == 4);
    CHECK(now.send(0.11) == 2);
    double when = 0.2;
    for (request_id request = 1; request <= 4; ++request)
        when = now.answer(when, request, 1);
    // Of two that are left, the sixth goes on with an answer that takes a second at 1 Mbit/s.
    now.on().on_head(at(1), 6, {.bytes = 130'000, .round_trip = usual_round_trip, .is_first = true});
    now.on().on_data(at(1), 6, {.bytes = 1448});
    CHECK_FALSE(now.on().stalled(at(1)));
    now.on().on_data(at(1.9), 6, {.bytes = 120'000});
    CHECK(now.on().stalled(at(1.9)) == 5);
}

TEST_CASE("a server that thinks is not asked twice") {
    scene now(5);
    now.connect(0.1);
    now.send(0.1);
    now.send(0.11);
    double when = 0.7; // half a second after its acknowledgement
    for (request_id request = 1; request <= 4; ++request) {
        when = now.answer(when, request, 20);
        CHECK_FALSE(now.on().stalled(at(when))); // after the first answers, either
    }
    CHECK(now.on().figures().server_time > seconds(0.4));
    CHECK_FALSE(now.on().stalled(at(100)));
}

TEST_CASE("a delayed acknowledgement is the server's time, not a queue") {
    scene now(194);
    now.connect(0.1);
    now.send(0.1);
    double when = 0.4;
    for (request_id request = 1; request <= 4;
         ++request) // first answers of their connections: acknowledged at once
        when = now.answer(when, request, 20);
    CHECK(now.on().figures().server_time > seconds(0.15));
    for (int rounds = 0; rounds < 20; ++rounds) { // later ones: 40 ms late
        const request_id first = 5 + static_cast<request_id>(rounds);
        now.send(when);
        now.on().on_head(
            at(when + 0.3), first,
            {.bytes = 11'584, .round_trip = usual_round_trip + seconds(0.04), .is_first = false});
        now.on().on_data(at(when + 0.3), first, {.bytes = 11'584});
        now.on().on_end(at(when + 0.3), first, ending::answered);
        when += 0.3;
    }
    CHECK(now.on().figures().queue_seen == seconds(0));
}

TEST_CASE("over TLS packets show the rate, not the records that become whole at one moment") {
    scene now(20);
    now.connect(0.1);
    now.send(0.1);
    now.send(0.11);
    const double apart = 1500 * 8 / 9e6;
    double when = 0.2;
    for (request_id request = 1; request <= 8; ++request, when += apart) // certificates
        now.on().on_data(at(when), request, {.bytes = 0, .over_link = 1448});
    CHECK(now.on().figures().rate.bits_per_second == doctest::Approx(9e6).epsilon(0.15));
    for (request_id request = 1; request <= 8; ++request)
        now.on().on_sent(at(when), request);
    when += 0.1;
    for (int packet = 0; packet < 11; ++packet) // eight records side by side
        for (request_id request = 1; request <= 8; ++request, when += apart)
            now.on().on_data(at(when), request, {.bytes = 0, .over_link = 1448});
    for (request_id request = 1; request <= 8; ++request) {
        now.on().on_head(at(when), request, {.bytes = 16'000, .is_first = true});
        now.on().on_data(at(when), request, {.bytes = 16'000, .over_link = 480});
    }
    CHECK(now.on().figures().rate.bits_per_second == doctest::Approx(9e6).epsilon(0.15));
}
