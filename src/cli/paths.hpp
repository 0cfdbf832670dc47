// `flags paths`: what is remembered of networks and servers.
#pragma once

#include "cli/command_line.hpp"

namespace flags::cli {

/// Shows it, or forgets it.
/// Errors: usage_error for an origin that is not remembered; storage_error when there is no file to look into, or it is
/// left alone (see fetch::read_path_file); those of standard_output.
void paths(const paths_options& options);

} // namespace flags::cli
