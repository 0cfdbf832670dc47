// How numbers are written for people.
#include "compare/numbers.hpp"

#include <doctest/doctest.h>

using namespace flags::compare;

TEST_CASE("durations have three digits and the unit that fits") {
    CHECK(format_seconds(0) == "0.0000 µs");
    CHECK(format_seconds(31.26e-6) == "31.3 µs");
    CHECK(format_seconds(999.4e-6) == "999 µs");
    CHECK(format_seconds(999.6e-6) == "1.00 ms");
    CHECK(format_seconds(0.018249) == "18.2 ms");
    CHECK(format_seconds(0.112) == "112 ms");
    CHECK(format_seconds(0.9996) == "1.00 s");
    CHECK(format_seconds(2.04) == "2.04 s");
    CHECK(format_seconds(123.4) == "123 s");
}
