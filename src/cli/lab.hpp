// `flags lab`: a command on an emulated network, with the embedded server on its other side.
#pragma once

#include "cli/command_line.hpp"

namespace flags::cli {

/// Says on standard error what the network is like, and in the end what the packets met. Returns the
/// command's exit code.
/// Errors: machine_error when the machine does not allow the network; usage_error for a wrong server folder.
[[nodiscard]] int lab(const lab_options& options);

} // namespace flags::cli
