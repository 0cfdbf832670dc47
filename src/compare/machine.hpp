// The machine of a measurement, and the versions of its programs.
#pragma once

#include <string>

namespace flags::compare {

/// CPU model, cores that can be used, memory, kernel and the load of the last minute, in one line.
[[nodiscard]] std::string describe_machine();

/// What `program` says of itself when asked for its version: the first line that is not empty, or "unknown
/// version". Errors: those of child.
[[nodiscard]] std::string version_of(const std::string& program, const std::string& option = "--version");

} // namespace flags::compare
