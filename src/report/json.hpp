// A run as JSON.
#pragma once

#include <flags/fetch/admission.hpp>
#include <flags/fetch/outcome.hpp>
#include <flags/fetch/retry.hpp>
#include <flags/http/client_options.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

namespace flags::report {

/// What holds for the whole run.
struct run_facts {
    std::chrono::system_clock::time_point started;
    std::chrono::steady_clock::time_point begun; ///< the same moment as `started`
    std::chrono::duration<double> elapsed{};
    std::string server;
    std::string mode;
    std::size_t max_requests = 0;
    std::string extension;
    std::string output_dir;
    http::client_options client;
    fetch::retry_policy retries;
    std::span<const fetch::way_record> ways{};
};

/// One object: `schema` (an integer, raised when a field changes its meaning), `program`, `options`,
/// `started` (RFC 3339, UTC; as `started_ms` since 1970 more exactly), `elapsed_s`, counts by kind, and `flags`, one record for each in finishing
/// order; and `windows`, for each origin of an automatic number of requests, why it was so many: its time series of at most
/// window::history::most_rows `rows` (see window_json.hpp). `start_ms` and `ms` count from `started`. Times are milliseconds with HAR's phase names; a value that is not known is null. Bytes that are
/// not UTF-8 are replaced, so it is always JSON.
[[nodiscard]] std::string to_json(const run_facts& facts, std::span<const fetch::outcome> outcomes);

} // namespace flags::report
