// Runs code in a forked process: for what must be killed, or must give up rights that it cannot take back.
#pragma once

#include <cerrno>
#include <cstdio>
#include <exception>
#include <functional>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace flags::test {

/// What a child returns when its machine forbids what it needs.
inline constexpr int cannot_run_here = 77;

/// Starts `act` in a child whose exit status is what `act` returns, 99 if it throws. Checks belong into the
/// parent.
inline pid_t start_child(const std::function<int()>& act) {
    const pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child > 0) return child;
    int status = 99;
    try {
        status = act();
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "child: %s\n", failure.what());
    }
    ::_exit(status);
}

/// The exit status, or the negative number of the signal that ended the child.
inline int wait_for_child(pid_t child) {
    int status = 0;
    if (::waitpid(child, &status, 0) != child)
        throw std::system_error(errno, std::generic_category(), "waitpid");
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

inline int in_child(const std::function<int()>& act) { return wait_for_child(start_child(act)); }

/// In a child: drops root for nobody (65534 by convention, also the kernel's overflow uid), so that
/// permissions count.
inline bool become_nobody() {
    constexpr unsigned nobody = 65534;
    return ::geteuid() != 0 ||
           (::setresgid(nobody, nobody, nobody) == 0 && ::setresuid(nobody, nobody, nobody) == 0);
}

} // namespace flags::test
