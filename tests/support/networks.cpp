// unshare(1) and a pidfd.
#include "support/networks.hpp"

#include "process/child.hpp"

#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace flags::test {

bool networks_are_forbidden() {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
    if (::geteuid() != 0) {
        std::puts(
            "SKIPPED: ThreadSanitizer's own thread keeps an ordinary user's process from a user namespace");
        return true;
    }
#endif
#endif
    const auto tried = process::run({.argv = {"unshare", "--map-root-user", "--net", "true"}});
    if (tried.exit_code == 0) return false;
    std::printf("SKIPPED: this machine forbids network namespaces: %s\n", tried.err.c_str());
    return true;
}

void await_end(pid_t pid) {
    const unique_fd watched(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    pollfd end{.fd = watched.get(), .events = POLLIN, .revents = 0};
    if (watched) CHECK(::poll(&end, 1, -1) == 1);
}

} // namespace flags::test
