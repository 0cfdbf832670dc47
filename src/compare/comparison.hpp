// The result of a comparison.
#pragma once

#include "compare/bounds.hpp"
#include "compare/lab_visit.hpp"
#include "compare/program.hpp"
#include "compare/run.hpp"
#include "compare/statistics.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flags::compare {

struct file {
    std::string code{};
    std::string url{};
    std::string name{}; ///< in the folder of a run
    std::optional<std::uintmax_t> bytes{};
    /// What the lab's server takes for its answer, of a file that has a time of its own (a replay).
    std::optional<std::chrono::nanoseconds> server_time{};
};

/// What is compared, and how often.
struct settings {
    std::string version{}; ///< of flags
    std::string server{};  ///< a base URL or a template
    std::vector<file> files{};
    std::size_t max_requests = 1;   ///< of programs without a number of their own
    std::vector<at_once> numbers{}; ///< of the concurrent modes of flags; none: one mode, with max_requests
    bool warm = false;    ///< also an automatic number with what the warm-up has learned of the path
    std::size_t runs = 1; ///< of each program at most, without the warm-up
    /// Ends early, after 5 blocks, when half the 95 % interval of each median is below this fraction of it.
    std::optional<double> precision{};
    std::optional<std::chrono::steady_clock::time_point>
        ends_by{}; ///< no block but the first begins after it
    std::uint64_t seed = 1;
    std::optional<lab_setup> lab{}; ///< none: the real network, whose limit is not known
    std::string assumed{}; ///< of the site that the lab's server stands for (replay.hpp); empty: none
};

struct variant {
    std::string name{};
    bool is_flags = false; ///< else a peer
    std::string version{};
    std::vector<std::string> command{};
    std::optional<at_once> number{};
    std::optional<bound> limit{};
    // Of the runs that count:
    std::optional<estimate> median{}; ///< seconds
    std::optional<double> mean{};
    std::optional<double> deviation{};
    std::optional<estimate> speedup{};       ///< over the first variant, blocks paired
    std::optional<estimate> times_as_long{}; ///< as the fastest mode of flags, blocks paired
    // Of all runs:
    std::optional<double> connections{}; ///< the median
    std::optional<std::size_t> retries{};
    std::vector<run> runs{};
    std::optional<waterfall> median_run{}; ///< flags only

    [[nodiscard]] std::size_t failures() const;
    /// Whether enough runs count for the intervals to mean something.
    [[nodiscard]] bool has_interval() const { return runs.size() - failures() >= least_interval_samples; }
    /// The limit divided by the median.
    [[nodiscard]] std::optional<double> efficiency() const;
};

struct comparison {
    settings what{};
    std::string started{}; ///< RFC 3339
    std::string machine{};
    std::optional<lab_result> lab{};
    std::vector<variant> variants{}; ///< in the order of the programs
    std::optional<double> knee{};    ///< see bounds.hpp
    std::string sentence{};          ///< the result in words: sentence_of()

    [[nodiscard]] bool is_valid() const { return !lab || lab->invalid.empty(); }
};

/// What was observed while the programs ran.
struct observations {
    std::string started{};
    std::string machine{};
    std::optional<lab_result> lab{};
    std::vector<sample> samples{};
};

/// The path that the bounds are computed for; none where nothing limits it.
[[nodiscard]] std::optional<path> path_of(const settings& what);

/// The least time of a run; none where nothing limits it, or a size is not known.
[[nodiscard]] std::optional<bound> limit_of(const settings& what, const program& mode);

/// Medians, intervals, limits and the requests of each median run. A run counts when its program ended well and brought
/// every file whole (with the sizes that flags' own runs report).
[[nodiscard]] comparison make_comparison(settings what, std::span<const program> programs, observations seen);

/// Of the modes of flags that have a median; null when none has.
[[nodiscard]] const variant* fastest_mode(std::span<const variant> variants);

} // namespace flags::compare
