// Which names `flags probe` asks for.
#pragma once

#include "cli/command_line.hpp"

#include <flags/coro/async_generator.hpp>

#include <string>
#include <vector>

namespace flags::cli {

/// The names of the command line or Python's keywords, then those of the input: one on each line, without the spaces
/// around it; empty lines and those that begin with '#' are left out, and of a line that is longer than any name only
/// the beginning is kept. With a TLD all of them are words below it.
/// Units/limits: holds 64 KiB of the input at a time.
/// Errors: storage_error.
[[nodiscard]] coro::async_generator<std::string> probe_names(lookup_options options);

/// The 35 keywords of Python 3.
[[nodiscard]] std::vector<std::string> python_keywords();

} // namespace flags::cli
