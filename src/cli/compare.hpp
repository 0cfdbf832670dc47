// `flags compare`: the modes of flags and other programs do the same work in turns, beside what is possible.
#pragma once

#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"

namespace flags::cli {

/// Prints the table and what it means, and writes the reports that are wanted. all_ok when every variant has a run that
/// counts, else some_failed; nothing_concluded when the lab was not as it should be.
/// Errors: machine_error when the machine does not allow the lab, storage_error when it refuses files; usage_error for a wrong server folder.
[[nodiscard]] exit_code compare(const compare_options& options);

} // namespace flags::cli
