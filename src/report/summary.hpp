// The result of a run, in numbers and as the book's closing line.
#pragma once

#include <flags/fetch/outcome.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

namespace flags::report {

/// Outcomes counted by kind.
struct tally {
    tally() = default;
    explicit tally(std::span<const fetch::outcome> outcomes);

    void add(const fetch::outcome& result);

    std::size_t ok = 0;
    std::size_t already_there = 0; ///< those of `ok` that were not downloaded: unchanged, or skipped
    std::size_t not_found = 0;
    std::size_t failed = 0;
    std::size_t cancelled = 0;
    std::size_t storage_failures = 0; ///< those of `failed` that the local disk or machine caused

    [[nodiscard]] std::size_t downloaded() const noexcept { return ok - already_there; }
    [[nodiscard]] std::size_t all() const noexcept { return ok + not_found + failed + cancelled; }
};

/// "20 downloads in 0.31s", "1 download in 0.02s"
[[nodiscard]] std::string closing_line(const tally& count, std::chrono::duration<double> elapsed);

} // namespace flags::report
