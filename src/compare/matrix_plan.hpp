// How often each cell of a matrix is run, so that all of it ends in time. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace flags::compare {

/// Whether a run of this time has another one before it that does not count. What a first run pays (files that are not in
/// memory yet) is milliseconds, so it is nothing beside a longer run.
[[nodiscard]] bool warms_up(double run_seconds);

/// What so many runs take, the warm-up included.
[[nodiscard]] double time_of_runs(double run_seconds, std::size_t runs);

/// How many runs each cell gets, whose run takes `run_seconds`: as many as fit into the same time for all of them, at most
/// `most`, and one at least. Where even one run of each does not fit into `available` seconds, the longest ones get none.
/// More time never means fewer runs, and no cell has fewer runs than one that takes longer.
[[nodiscard]] std::vector<std::size_t> runs_within(std::span<const double> run_seconds, std::size_t most,
                                                   double available);

} // namespace flags::compare
