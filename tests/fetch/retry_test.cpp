// The retry rules, as tables.
#include <flags/fetch/download.hpp>
#include <flags/fetch/retry.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <utility>

using namespace flags;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

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

TEST_CASE("two runs draw different jitter") {
    const auto first_draw = [] {
        fetch::admission permits(1);
        return fetch::shared_limits{.permits = permits, .retries = {}}.random();
    };
    CHECK(first_draw() != first_draw());
}

TEST_CASE("which statuses are retried, and which apply to the whole host") {
    for (const int status : {408, 429, 500, 502, 503, 504})
        CHECK(fetch::is_worth_a_retry(status));
    for (const int status : {200, 204, 206, 304, 400, 401, 403, 404, 410, 418, 501, 505})
        CHECK_FALSE(fetch::is_worth_a_retry(status));
    CHECK(fetch::holds_back_the_host(429));
    CHECK(fetch::holds_back_the_host(503));
    CHECK_FALSE(fetch::holds_back_the_host(500));
}
