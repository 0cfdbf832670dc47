// Moments as text, before and after the epoch.
#include <flags/base/rfc3339.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using moment = std::chrono::system_clock::time_point;

TEST_CASE("a moment is UTC with milliseconds, whatever is finer") {
    CHECK(flags::rfc3339(moment(0ms)) == "1970-01-01T00:00:00.000Z");
    CHECK(flags::rfc3339(moment(1'648'814'400'007ms)) == "2022-04-01T12:00:00.007Z");
    CHECK(flags::rfc3339(moment(999'999us)) == "1970-01-01T00:00:00.999Z");
    CHECK(flags::rfc3339(moment(-1ms)) == "1969-12-31T23:59:59.999Z");
}
