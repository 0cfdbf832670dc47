// A number that the caller chose, over all origins.
#include "start.hpp"

#include <flags/window/controller.hpp>

#include <doctest/doctest.h>

using namespace flags::window;
using scenes::start;

TEST_CASE("a constant holds for all origins together, and from the first moment") {
    const auto three = constant(3);
    path& one = three->add_path({});
    path& other = three->add_path({});
    one.on_waiting(10);
    other.on_waiting(10);
    CHECK(one.connections_wanted() == 3);
    CHECK(one.may_send(start));
    one.on_sent(start, 1);
    one.on_sent(start, 2);
    CHECK(other.may_send(start));
    other.on_sent(start, 3);
    CHECK_FALSE(one.may_send(start));
    CHECK_FALSE(other.may_send(start));
    other.on_end(start, 3, ending::abandoned);
    other.on_end(start, 3, ending::abandoned); // told twice
    CHECK(one.may_send(start));
    one.on_sent(start, 4);
    CHECK_FALSE(one.may_send(start));
    CHECK(one.figures().in_flight == 3);
    CHECK_FALSE(one.next_wake(start));
    CHECK_FALSE(one.stalled(start + seconds(1000)));
    CHECK_FALSE(one.memory());
}

TEST_CASE("no connection is wanted that has no request, and none at all is never the answer") {
    const auto many = constant(0); // is 1
    path& one = many->add_path({});
    CHECK(one.connections_wanted() == 0);
    one.on_waiting(5);
    CHECK(one.connections_wanted() == 1);
    CHECK(one.may_send(start));
}
