// What is said and written when a run has ended.
#pragma once

#include "cli/command_line.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/get_plan.hpp"
#include "cli/get_run.hpp"

namespace flags::cli {

/// The closing line, notes, and the JSON report if one is wanted. Returns the exit code of the program.
/// Errors: those of write_report.
[[nodiscard]] exit_code report_get(const get_options& options, const get_plan& plan, const get_result& result,
                                   console& out);

} // namespace flags::cli
