// Retry-After, as a table.
#include "http/retry_after.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace std::chrono_literals;
using flags::http::parse_retry_after;

namespace {

const auto now = std::chrono::system_clock::from_time_t(784'111'777); // Sun, 06 Nov 1994 08:49:37 GMT

} // namespace

TEST_CASE("Retry-After in seconds and as a date") {
    CHECK(parse_retry_after("0", now) == 0ms);
    CHECK(parse_retry_after("120", now) == 120s);
    CHECK(parse_retry_after(" 7 ", now) == 7s);
    CHECK(parse_retry_after("99999999999999999999", now) == 1'000'000'000s);
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:47 GMT", now) == 10s);
    CHECK(parse_retry_after("Sunday, 06-Nov-94 08:49:47 GMT", now) == 10s);
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:30 GMT", now) == 0ms);
    CHECK(parse_retry_after("Fri, 31 Dec 998000 23:59:59 GMT", now) == 1'000'000'000s);
}

TEST_CASE("any other Retry-After is ignored") {
    for (const std::string text : {"", "soon", "-1", "1.5", "1 2", "0x10", "Sun, 06 Foo 1994 08:49:47 GMT",
                                   "Sun, 06 Nov 1994 08:49:47 GMT and then some more text"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_retry_after(text, now).has_value());
    }
}
