// The runs of a comparison, measured in one process and read in another.
#pragma once

#include "base/shared_count.hpp"
#include "compare/program.hpp"
#include "compare/run.hpp"
#include "compare/turns.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flags::compare {

/// Called before each run with its program and the number of runs before it, the warm-up included.
using run_observer = std::function<void(std::size_t program, std::size_t done)>;

struct sampling {
    effort how; ///< `runs` is the maximum; `enough` is set by take_samples()
    /// Ends early when the times of each program that has runs left are is_precise() to this fraction.
    std::optional<double> precision{};
    std::optional<std::chrono::steady_clock::time_point>
        ends_by{}; ///< no block but the first begins after it
    /// No other program opens connections in this network, so the kernel's counter tells how many a run opened.
    bool alone = false;
    const shared_count* dropped =
        nullptr;                          ///< packets that the lab's queue dropped so far; null without a lab
    const shared_count* resent = nullptr; ///< the same of TCP segments that the server sent again
    run_observer tell = [](std::size_t, std::size_t) {};
};

/// Whether half the 95 % interval of the median of these times is at most this fraction of it; never with fewer than 5.
[[nodiscard]] bool is_precise(std::span<const double> wall_s, double fraction);

/// Reads a report of flags; none when the text is not one.
using report_reader = std::function<std::optional<own_report>(const std::string& text)>;

/// Runs the programs in turns and leaves in `scratch` what was measured and reported, and first_files() of each.
/// Errors: those of take_turns; storage_error.
void take_samples(std::span<const program> programs, const workload& what, const sampling& how,
                  const std::filesystem::path& scratch);

/// What take_samples left, in run order, the warm-up (block 0) included. A report of flags that is missing or unreadable is
/// a fault of its run.
/// Errors: storage_error when nothing was left.
[[nodiscard]] std::vector<sample> read_samples(std::span<const program> programs, const report_reader& read,
                                               const std::filesystem::path& scratch);

/// Where take_samples left the files of a program's first run.
[[nodiscard]] std::filesystem::path first_files(const std::filesystem::path& scratch, std::size_t program);

} // namespace flags::compare
