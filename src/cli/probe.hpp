// `flags probe`: are these names taken?
#pragma once

#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"

namespace flags::cli {

/// Errors: storage_error when the list of names cannot be read; flags::error when the resolver cannot be set up. Single
/// names that fail are reported and are in the exit code.
[[nodiscard]] exit_code probe(const lookup_options& options);

} // namespace flags::cli
