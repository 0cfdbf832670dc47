// `flags profiles`: the networks that have a name.
#pragma once

#include "cli/command_line.hpp"

namespace flags::cli {

/// Errors: those of standard_output.
void print_profiles(const profiles_options& options);

} // namespace flags::cli
