// `flags serve`: the embedded flag server alone.
#pragma once

#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"

namespace flags::cli {

/// Prints the base URL on standard output and serves until SIGINT or SIGTERM.
/// Errors: storage_error when the flags are not installed or the port is taken; usage_error for a wrong
/// address.
[[nodiscard]] exit_code serve(const serve_options& options);

} // namespace flags::cli
