// For tests of commands that make networks of their own.
#pragma once

#include <sys/types.h>

namespace flags::test {

/// Whether this machine forbids network namespaces, which is printed as the reason to skip. Asked of another program
/// than the one under test (util-linux's), so that a lab that always refuses is a failure.
[[nodiscard]] bool networks_are_forbidden();

/// Returns when the process has ended; at once if there is none.
void await_end(pid_t pid);

} // namespace flags::test
