// The retry rules, as tables.
#include <flags/fetch/retry.hpp>

#include <curl/curl.h>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

using namespace flags;
using namespace std::chrono_literals;
using fetch::parse_retry_after;
using std::chrono::milliseconds;

namespace {

const auto now = std::chrono::system_clock::from_time_t(784'111'777); // Sun, 06 Nov 1994 08:49:37 GMT

transport_error failure(transport_fault fault, CURLcode code = CURLE_OK) {
    return {fault, std::error_code(code, std::generic_category()), "failed"};
}

} // namespace

TEST_CASE("jitter is drawn from 0 to a ceiling that doubles and is capped") {
    const fetch::retry_policy policy{.retries = 9, .base = 100ms, .max_wait = 1s};
    splitmix64 random(7);
    for (const auto& [retry, ceiling] : {std::pair(1, 100ms), std::pair(2, 200ms), std::pair(3, 400ms),
                                         std::pair(4, 800ms), std::pair(5, 1000ms), std::pair(60, 1000ms)}) {
        milliseconds least = 1h;
        milliseconds most = 0ms;
        for (int i = 0; i < 500; ++i) {
            const auto wait = wait_before_retry(policy, retry, std::nullopt, random);
            least = std::min(least, wait);
            most = std::max(most, wait);
        }
        CAPTURE(retry);
        CHECK(least >= 0ms);
        CHECK(least < ceiling / 10);
        CHECK(most <= ceiling);
        CHECK(most > ceiling * 9 / 10);
    }
}

TEST_CASE("Retry-After is waited for in full, up to the longest wait") {
    const fetch::retry_policy policy{.retries = 2, .base = 100ms, .max_wait = 30s};
    splitmix64 random(1);
    CHECK(wait_before_retry(policy, 1, 7s, random) == 7s);
    CHECK(wait_before_retry(policy, 1, 0s, random) == 0s);
    CHECK(wait_before_retry(policy, 1, 3h, random) == 30s);
}

TEST_CASE("which transport failures are worth another try") {
    for (const auto fault : {transport_fault::dns, transport_fault::connect, transport_fault::timeout,
                             transport_fault::reset, transport_fault::truncated}) {
        CHECK(fetch::is_worth_a_retry(failure(fault)));
    }
    CHECK_FALSE(fetch::is_worth_a_retry(failure(transport_fault::too_large)));
    CHECK(fetch::is_worth_a_retry(failure(transport_fault::tls, CURLE_SSL_CONNECT_ERROR)));
    CHECK_FALSE(fetch::is_worth_a_retry(failure(transport_fault::tls, CURLE_PEER_FAILED_VERIFICATION)));
    CHECK(fetch::is_worth_a_retry(failure(transport_fault::protocol, CURLE_HTTP2_STREAM)));
    CHECK_FALSE(fetch::is_worth_a_retry(failure(transport_fault::protocol, CURLE_TOO_MANY_REDIRECTS)));
}

TEST_CASE("which statuses are worth another try, and which speak for the host") {
    for (const int status : {408, 429, 500, 502, 503, 504})
        CHECK(fetch::is_worth_a_retry(status));
    for (const int status : {200, 204, 206, 304, 400, 401, 403, 404, 410, 418, 501, 505})
        CHECK_FALSE(fetch::is_worth_a_retry(status));
    CHECK(fetch::holds_back_the_host(429));
    CHECK(fetch::holds_back_the_host(503));
    CHECK_FALSE(fetch::holds_back_the_host(500));
}

TEST_CASE("Retry-After in seconds and as a date") {
    CHECK(parse_retry_after("0", now) == 0ms);
    CHECK(parse_retry_after("120", now) == 120s);
    CHECK(parse_retry_after(" 7 ", now) == 7s);
    CHECK(parse_retry_after("99999999999999999999", now) == 1'000'000'000s);
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:47 GMT", now) == 10s);
    CHECK(parse_retry_after("Sunday, 06-Nov-94 08:49:47 GMT", now) == 10s);
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:30 GMT", now) == 0ms);
}

TEST_CASE("anything else in Retry-After is as if it were absent") {
    for (const std::string text : {"", "soon", "-1", "1.5", "1 2", "0x10", "Sun, 06 Foo 1994 08:49:47 GMT",
                                   "Sun, 06 Nov 1994 08:49:47 GMT and then some more text"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_retry_after(text, now).has_value());
    }
}
