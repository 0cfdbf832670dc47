// `flags get`: downloads flags.
#pragma once

#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"

namespace flags::cli {

/// Errors: storage_error when the folder or the embedded server's flags are not usable; usage_error for a CA
/// file that is not there. Single flags that fail are reported and are in the exit code.
[[nodiscard]] exit_code get(const get_options& options);

} // namespace flags::cli
