// What a path knows from others: from earlier runs, and from other origins behind the same link.
#include "scene.hpp"

#include <doctest/doctest.h>

using namespace scenes;

TEST_CASE("a memory is used from the first request on") {
    scene now(194, memory_of(20));
    CHECK(now.on().figures().why == reason::memory);
    CHECK(now.on().connections_wanted() == 33); // 20 Mbit/s × (100 + 50 ms) and one, in 12 kB
    now.connect(0.1);
    std::size_t sent = 0;
    for (double later = 0.1; later < 0.3; later += 0.001)
        sent += now.send(later);
    CHECK(sent == 32);
}

TEST_CASE("a memory of another network is forgotten at the first handshake") {
    scene now(194, memory_of(1));
    now.connect(0.1, seconds(0.3));
    CHECK(now.on().figures().why == reason::first_burst);
    CHECK(now.send(0.1) + now.send(0.2) == 20);
}

TEST_CASE("a memory is forgotten when SYN-ACKs come twice as fast or slow as before") {
    for (const double gap : {70e-6, 170e-6, 350e-6}) {
        CAPTURE(gap);
        remembered_path narrow = memory_of(9);
        narrow.syn_ack_gap = seconds(160e-6);
        scene now(194, narrow);
        for (int i = 0; i < 12; ++i)
            now.on().on_connected(at(0.1),
                                  {.begun = at(1e-6 * i), .round_trip = usual_round_trip + seconds(gap * i)});
        CHECK((now.on().figures().why == reason::memory) == (gap == 170e-6));
    }
}

TEST_CASE("an origin that is new is paced by what others had on this network") {
    const auto sent_at_once = [](bit_rate expected) {
        const auto control = automatic({}, expected);
        path& on = control->add_path({});
        on.on_waiting(40);
        on.on_connected(at(0.1), {.begun = at(0), .round_trip = usual_round_trip});
        request_id sent = 0;
        for (; sent < 40 && on.may_send(at(0.104)); on.on_waiting(40 - sent))
            on.on_sent(at(0.104), ++sent);
        return sent;
    };
    CHECK(sent_at_once({}) == 40);
    CHECK(sent_at_once({10e6}) < 8);
}

TEST_CASE("what a memory says of the server's limit holds") {
    remembered_path shy = memory_of(100);
    shy.at_most = 7;
    scene now(194, shy);
    now.connect(0.1);
    std::size_t sent = 0;
    for (double later = 0.1; later < 0.3; later += 0.001)
        sent += now.send(later);
    CHECK(sent == 7);
}

TEST_CASE("without TCP_INFO the connect's time is the round trip, and what varies is the queue") {
    scene now(30);
    now.on().on_connected(at(0.1), {.begun = at(0)});
    CHECK(now.on().figures().round_trip.count() == doctest::Approx(0.1));
    now.send(0.1);
    now.send(0.11);
    for (request_id request = 1; request <= 4; ++request) {
        const double when = 0.2 + 0.01 * static_cast<double>(request);
        now.on().on_head(at(when), request, {.bytes = 11'584});
        now.on().on_data(at(when), request, {.bytes = 11'584});
        now.on().on_end(at(when), request, ending::answered);
    }
    CHECK(now.on().figures().server_time == seconds(0));
    CHECK(now.on().figures().rate.is_known());
}

TEST_CASE("a memory is made only of what was seen enough") {
    scene now(194);
    CHECK_FALSE(now.on().memory());
    now.connect(0.1);
    now.send(0.1);
    now.send(0.11);
    now.answer(0.2, 1, 20);
    CHECK_FALSE(now.on().memory());
    double when = 0.21;
    for (request_id request = 2; request <= 10; ++request)
        when = now.answer(when, request, 20);
    const auto memory = now.on().memory();
    REQUIRE(memory);
    CHECK(memory->rate.bits_per_second == doctest::Approx(20e6).epsilon(0.15));
    CHECK(memory->round_trip == usual_round_trip);
}

TEST_CASE("two origins share the link by what they have left, and each gets one request at least") {
    scene now(90, memory_of(20));
    path& other = now.control().add_path(memory_of(20));
    other.on_waiting(30);
    now.connect(0.1);
    other.on_connected(at(0.1), {.begun = at(0), .round_trip = usual_round_trip});
    CHECK(now.on().figures().rate.bits_per_second == doctest::Approx(15e6));
    CHECK(other.figures().rate.bits_per_second == doctest::Approx(5e6));
    path& tiny = now.control().add_path({});
    tiny.on_waiting(1);
    tiny.on_connected(at(0.1), {.begun = at(0), .round_trip = usual_round_trip});
    CHECK(tiny.connections_wanted() == 1);
    CHECK(tiny.may_send(at(0.1)));
}

TEST_CASE("an origin that comes later begins with the rate that the others have shown") {
    scene now(60);
    now.connect(0.1);
    now.send(0.1);
    now.send(0.11);
    double when = 0.2;
    for (request_id request = 1; request <= 10; ++request)
        when = now.answer(when, request, 20);
    path& later = now.control().add_path({});
    later.on_waiting(60);
    CHECK(later.figures().why == reason::first_burst);
    later.on_connected(at(1), {.begun = at(0.9), .round_trip = usual_round_trip});
    CHECK(later.figures().rate > bit_rate{5e6});
}

TEST_CASE("all origins together have a limit of their own") {
    scene now(50, memory_of(1000), {.per_origin = 10, .in_all = 12});
    path& other = now.control().add_path(memory_of(1000));
    other.on_waiting(50);
    now.connect(0.1);
    other.on_connected(at(0.1), {.begun = at(0), .round_trip = usual_round_trip});
    std::size_t sent = 0;
    for (double later = 0.1; later < 0.2; later += 0.001)
        sent += now.send(later);
    CHECK(sent == 10);
    request_id more = 1000;
    for (; other.may_send(at(0.3)); ++more)
        other.on_sent(at(0.3), more);
    CHECK(more == 1002);
}
