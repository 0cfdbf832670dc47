// linked_stop_source: a stop goes from parent to child only.
#include <flags/coro/stop.hpp>

#include <doctest/doctest.h>

using flags::coro::linked_stop_source;

TEST_CASE("a stop of the parent reaches the linked source") {
    std::stop_source parent;
    const linked_stop_source inner(parent.get_token());
    CHECK_FALSE(inner.token().stop_requested());
    parent.request_stop();
    CHECK(inner.token().stop_requested());
}

TEST_CASE("a stop of the linked source does not stop the parent") {
    std::stop_source parent;
    linked_stop_source inner(parent.get_token());
    inner.request_stop();
    CHECK(inner.token().stop_requested());
    CHECK_FALSE(parent.stop_requested());
}

TEST_CASE("a parent that was stopped before stops the source at once") {
    std::stop_source parent;
    parent.request_stop();
    const linked_stop_source inner(parent.get_token());
    CHECK(inner.token().stop_requested());
}

TEST_CASE("a source without a parent works alone") {
    linked_stop_source alone{std::stop_token()};
    alone.request_stop();
    CHECK(alone.token().stop_requested());
}
