// The outcome of one job, as a value.
#pragma once

#include <flags/fetch/job.hpp>
#include <flags/fetch/saved_copy.hpp>
#include <flags/http/error.hpp>
#include <flags/http/timings.hpp>

#include <chrono>
#include <cstddef>
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
    cancelled, ///< stopped before it was complete, or never begun
};

/// The machine-readable word of a kind, as it stands in reports.
[[nodiscard]] std::string_view to_string(outcome_kind kind) noexcept;

/// One request for a job, and its result. The second request of a file that its server names belongs to the first one and
/// shows only when it fails, in status, cause and message.
struct attempt {
    bool begun = false; ///< the request was begun; false when the job was stopped before, or did not need it
    int status = 0;     ///< HTTP status, 0 when there was no answer
    std::uint64_t bytes = 0; ///< size of the body
    http::timings phases{};
    std::chrono::system_clock::time_point started{};
    int http_version = 0; ///< 10, 11, 20; 0 when there was no answer
    bool reused_connection = false;
    std::string remote_ip{};
    int local_port = 0; ///< of the connection; 0 when there was no answer
    /// Empty when ok; else a word: a transport fault ("dns", "timeout"…), "http_status", "content",
    /// "storage", "cancelled", "host" and "deadline" when there was no patience or no time for it, or "internal" for a job
    /// that no caller should make.
    std::string cause{};
    std::string message{}; ///< the cause as a sentence that names the URL; empty when ok
    /// The setting of the client that the failure is about, if it is about one.
    http::setting setting = http::setting::none;
    bool worth_retrying = false; ///< another try may succeed (see retry.hpp)
    /// What the server asked for in Retry-After.
    std::optional<std::chrono::milliseconds> retry_after{};
};

/// A failure is data here: one flag's outcome never stops the others.
struct outcome {
    fetch::job job{};
    outcome_kind kind = outcome_kind::cancelled;
    attempt last{};
    std::vector<attempt> earlier{}; ///< those that were followed by a retry, in their order
    /// The file as it is on disk, when ok and the job asked for it.
    std::optional<saved_copy> copy{};

    /// Requests that were begun.
    [[nodiscard]] std::size_t attempts() const noexcept { return earlier.size() + (last.begun ? 1 : 0); }
    /// Ok because the file that the job knew of is there: the server said that it has not changed.
    [[nodiscard]] bool is_unchanged() const noexcept {
        return kind == outcome_kind::ok && last.status == 304;
    }
    /// The same, and the server was not asked.
    [[nodiscard]] bool is_skipped() const noexcept {
        return kind == outcome_kind::ok && job.skip_if_there && attempts() == 0;
    }
};

} // namespace flags::fetch
