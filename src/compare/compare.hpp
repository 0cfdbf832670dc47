// A comparison from its plan to its result: a visit to the lab, the runs, what they say.
#pragma once

#include "compare/comparison.hpp"
#include "compare/samples.hpp"

#include <cstddef>
#include <expected>
#include <filesystem>
#include <functional>
#include <span>

namespace flags::compare {

/// A child process makes the runs, in the lab's network or in the real one, and calls `tell`. Programs that a run leaves
/// running are ended with the child, and the child with this process.
/// Owns: the folder `scratch`, which it makes, and which is removed if this process is killed.
/// Returns the child's exit code when that is not 0: after SIGINT, which ends it before the next run, 130.
/// Errors: machine_error when the machine does not allow the lab; storage_error when what the child recorded cannot be read.
/// Threads: call it while the process has one thread.
[[nodiscard]] std::expected<comparison, int> compare(settings what, std::span<const program> programs,
                                                     const report_reader& read, const run_observer& tell,
                                                     const std::filesystem::path& scratch);

/// The modes of flags, by this program's own file: sequential, sequential-keepalive and concurrent; with several `numbers` one
/// concurrent mode for each: concurrent-4, concurrent-auto; if it is wanted, concurrent-warm behind them.
/// Errors: machine_error when that cannot be found.
[[nodiscard]] std::vector<program> modes_of_flags(const settings& what, const std::string& extension);

} // namespace flags::compare
