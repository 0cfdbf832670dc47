// How one job ended, as a value.
#pragma once

#include <flags/fetch/job.hpp>
#include <flags/fetch/saved_copy.hpp>
#include <flags/http/timings.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flags::fetch {

enum class outcome_kind : std::uint8_t {
    ok,        ///< the file is on disk under its final name
    not_found, ///< the server has no such file (404 or 410)
    failed,    ///< see the cause
    cancelled, ///< stopped before its end, or never begun
};

/// The machine-readable word of a kind, as it stands in reports.
[[nodiscard]] std::string_view to_string(outcome_kind kind) noexcept;

/// One request for a job, and what came of it. The second request of a file that its server names belongs to the first:
/// only when it fails it shows, in status, cause and message.
struct attempt {
    int status = 0;          ///< HTTP status, 0 when there was no answer
    std::uint64_t bytes = 0; ///< size of the body
    http::timings phases;
    std::chrono::system_clock::time_point started;
    int http_version = 0; ///< 10, 11, 20; 0 when there was no answer
    bool reused_connection = false;
    std::string remote_ip;
    int local_port = 0; ///< of the connection; 0 when there was no answer
    /// Empty when ok; else a word: a transport fault ("dns", "timeout"…), "http_status", "content",
    /// "storage", "cancelled", or "internal" for a job that no caller should make.
    std::string cause;
    std::string message;         ///< the cause as a sentence that names the URL; empty when ok
    bool worth_retrying = false; ///< it may end better the next time (see retry.hpp)
    /// What the server asked for in Retry-After.
    std::optional<std::chrono::milliseconds> retry_after;
    /// The file as it is on disk, when ok and the job asked for it.
    std::optional<saved_copy> copy{};
};

/// A failure is data here: one flag's end never stops the others. The members of the base are those of the last
/// attempt.
struct outcome : attempt {
    fetch::job job;
    outcome_kind kind = outcome_kind::cancelled;
    int attempts = 0;             ///< requests that were begun, the earlier ones included
    std::vector<attempt> earlier; ///< those that were followed by a retry, in their order

    /// Ok because the file that the job knew of is there: the server said that it has not changed.
    [[nodiscard]] bool is_unchanged() const noexcept { return kind == outcome_kind::ok && status == 304; }
    /// The same, and the server was not asked.
    [[nodiscard]] bool is_skipped() const noexcept {
        return kind == outcome_kind::ok && job.skip_if_there && attempts == 0;
    }
};

} // namespace flags::fetch
