// unshare(2), mount(2).
#include "process/own_pids.hpp"

#include <cerrno>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flags::process {
namespace {

// Whether a child does it.
bool succeeds_in_a_child(bool (*act)() noexcept) noexcept {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(act() ? 0 : 1);
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return false;
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

bool may_have_own_pids() {
    return succeeds_in_a_child(
        []() noexcept { return ::unshare(CLONE_NEWPID) == 0 && succeeds_in_a_child(mount_own_proc); });
}

bool mount_own_proc() noexcept {
    // Nobody else's /proc changes. A user namespace may mount one that hides no less than the one it sees.
    return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0 &&
           ::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0;
}

} // namespace flags::process
