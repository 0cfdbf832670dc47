// The cells of a matrix: what is run for each condition, and how long that takes.
#pragma once

#include "cli/command_line.hpp"
#include "compare/comparison.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace flags::cli {

/// A row that is to be measured.
struct bench_row {
    std::string name{};
    compare::settings what{};
    std::vector<catalog::country_code> codes{};
    std::vector<std::size_t> sizes{}; ///< of each flag, in place of the real ones; empty: these
    std::vector<compare::program> programs{};
    std::vector<double> limits{};    ///< of each program: seconds, of what the server would send
    std::vector<std::size_t> runs{}; ///< of each program, as planned; 0: left out
    double own_seconds = 0;          ///< of a run, beside the network

    [[nodiscard]] double run_seconds(std::size_t place) const; ///< as expected
    [[nodiscard]] double lab_seconds() const;                  ///< setting up, and measuring the path
    [[nodiscard]] double seconds() const;                      ///< with the planned runs
    [[nodiscard]] std::size_t count_runs() const;              ///< with warm-ups
};

[[nodiscard]] std::vector<bench_row> rows_of(const bench_options& options);

inline constexpr double usual_own_seconds = 0.05;

/// Plans the runs of all rows, so that they take no more than `available` seconds where a run takes `own_seconds` beside the
/// network, and sorts the rows: short ones first.
void plan(std::vector<bench_row>& rows, std::size_t most_runs, double available, double own_seconds);

/// The programs with runs, told how many; in the order of `row`.
[[nodiscard]] std::vector<compare::program> planned_programs(const bench_row& row);

} // namespace flags::cli
