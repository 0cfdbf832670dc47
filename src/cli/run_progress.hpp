// The line on standard error that says how far a comparison is.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace flags::cli {

/// On a terminal one line that is redrawn for each run; elsewhere a line of its own every 5 s at most, so that a short comparison
/// leaves nothing in a log.
/// Threads: one.
class run_progress {
public:
    using clock = std::chrono::steady_clock;

    /// `most` runs of the variants `names`; fewer may be enough when `at_most`.
    run_progress(std::vector<std::string> names, std::size_t most, bool at_most);

    /// A run of `variant` begins, after `done` others.
    void begin(std::size_t variant, std::size_t done);
    /// Removes the line from a terminal.
    void clear() const;

    /// "compare: run 3 of 44, concurrent, about 12 s left"
    [[nodiscard]] std::string line(std::size_t variant, std::size_t done, clock::duration elapsed) const;

private:
    std::vector<std::string> names_;
    std::size_t most_;
    bool at_most_;
    bool is_live_;
    clock::time_point started_ = clock::now();
    clock::time_point told_ = started_;
};

} // namespace flags::cli
