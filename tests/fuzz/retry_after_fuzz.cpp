// Retry-After, as seconds or a date.
#include "fuzz/fuzz.hpp"
#include "http/retry_after.hpp"

#include <chrono>

FLAGS_FUZZ(retry_after) {
    const std::chrono::system_clock::time_point now(std::chrono::seconds(1'700'000'000));
    if (const auto wait = flags::http::parse_retry_after(input, now))
        flags::test::require(wait->count() >= 0);
}
