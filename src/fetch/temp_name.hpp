// The names of temporary files, which say whose they are: `.flags-{machine}-{pid}-{start}-{n}.part`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace flags::fetch {

/// One run of a program. The kernel may give a run's pid to another process, never with the same start time
/// in one boot.
struct run_id {
    /// Hash of process_number_scope(): where `pid` has a meaning.
    std::uint64_t machine = 0;
    pid_t pid = 0;
    /// process_start_time().
    std::uint64_t start = 0;

    bool operator==(const run_id&) const = default;
};

/// The calling process. Errors: machine_error when /proc cannot be read.
[[nodiscard]] run_id this_run();

/// Whether a run of this machine still has its process. A zombie counts until it is reaped, and so does a
/// process whose start time cannot be read: keeping a dead run's file is the smaller mistake.
[[nodiscard]] bool is_alive(const run_id& run);

/// The name up to and including the dash before `n`.
[[nodiscard]] std::string temporary_prefix(const run_id& run);

/// A number that this process has not given out before.
[[nodiscard]] std::uint64_t next_temporary_number();

[[nodiscard]] std::string temporary_name(std::string_view prefix, std::uint64_t number);

/// Whose temporary file has this name. Empty unless the name is exactly what temporary_name() writes.
[[nodiscard]] std::optional<run_id> parse_temporary_name(std::string_view name);

} // namespace flags::fetch
