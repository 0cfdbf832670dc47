// For tests of commands that make networks of their own.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <sys/types.h>
#include <vector>

namespace flags::test {

/// Whether this machine forbids network namespaces, which is printed as the reason to skip. Asked of another program
/// than the one under test (util-linux's), so that a lab that always refuses is a failure.
[[nodiscard]] bool networks_are_forbidden();

/// Whether it forbids process numbers of one's own in such a network, which is printed as well.
[[nodiscard]] bool own_pids_are_forbidden();

struct running_process {
    pid_t pid;         ///< as this process sees it
    unique_fd watched; ///< never another process
};

/// The children of a process, each followed by its own: the first is the oldest child.
[[nodiscard]] std::vector<running_process> descendants_of(pid_t process);

/// Returns when the process has ended.
void await_end(const running_process& process);

} // namespace flags::test
