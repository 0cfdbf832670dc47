// The words of the outcomes, which reports show and programs read.
#include <flags/fetch/outcome.hpp>

#include <doctest/doctest.h>

using flags::fetch::outcome;
using flags::fetch::outcome_kind;
using flags::fetch::to_string;

TEST_CASE("each kind of outcome has its word") {
    CHECK(to_string(outcome_kind::ok) == "ok");
    CHECK(to_string(outcome_kind::not_found) == "not_found");
    CHECK(to_string(outcome_kind::failed) == "failed");
    CHECK(to_string(outcome_kind::cancelled) == "cancelled");
}

TEST_CASE("a default outcome is not a success") {
    const outcome unknown;
    CHECK(unknown.kind == outcome_kind::cancelled);
    CHECK(unknown.attempts() == 0);
    CHECK(unknown.last.status == 0);
    CHECK(unknown.last.bytes == 0);
}
