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

/// The runs are made in a process of their own, in the lab's network or in the real one; what they leave running dies with
/// it, and with this process. `tell` is called there.
/// Owns: what it writes below `scratch`, which is removed if this process dies.
/// Returns the process's exit code when it did not end well: 130 after SIGINT, before the next run.
/// Errors: machine_error when the machine does not allow the lab, storage_error when it refuses files.
/// Threads: call it while the process has one.
[[nodiscard]] std::expected<comparison, int> compare(settings what, std::span<const program> programs,
                                                     const report_reader& read, const run_observer& tell,
                                                     const std::filesystem::path& scratch);

/// The modes of flags: sequential, sequential-keepalive and concurrent, by this program's own file.
/// Errors: machine_error when that cannot be found.
[[nodiscard]] std::vector<program> modes_of_flags(const settings& what, const std::string& extension);

} // namespace flags::compare
