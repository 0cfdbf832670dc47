// Which answers are retried, and when; http::is_transient() decides for failures without an answer.
#pragma once

#include <flags/base/random.hpp>
#include <flags/fetch/host_budget.hpp>

#include <chrono>
#include <optional>

namespace flags::fetch {

struct retry_policy {
    /// Requests after the first one, at most; 0: none.
    int retries = 2;
    /// The wait before retry n is drawn from 0 to `base` * 2^(n-1) ("full jitter": M. Brooker, "Exponential Backoff And
    /// Jitter", AWS Architecture Blog, 2015), so that clients which failed together do not come back together.
    std::chrono::milliseconds base{500};
    /// No wait is longer, whatever the jitter draws or a server asks for in Retry-After.
    std::chrono::milliseconds max_wait{30'000};
    /// After it nothing more is asked of a host.
    host_patience patience{};
    /// The end of all attempts of all jobs: what is unfinished then fails.
    std::optional<std::chrono::steady_clock::time_point> deadline{};
};

/// The wait before retry number `retry` (1, 2, …). `asked_for` is the server's Retry-After: it is waited for in full, up
/// to max_wait; the jitter is for servers that say nothing.
[[nodiscard]] std::chrono::milliseconds wait_before_retry(const retry_policy& policy, int retry,
                                                          std::optional<std::chrono::milliseconds> asked_for,
                                                          splitmix64& random);

/// Random numbers that differ from run to run.
[[nodiscard]] splitmix64 seeded_by_the_clock();

/// Whether a retry of an answer with this status may succeed: 408, 429, 500, 502, 503, 504.
[[nodiscard]] bool is_worth_a_retry(int status);

/// Whether an answer applies to the whole host: 429 and 503 ask all clients to hold back (RFC 6585 section 4, RFC 9110
/// section 15.6.4).
[[nodiscard]] bool holds_back_the_host(int status);

} // namespace flags::fetch
