// unshare(1) and a pidfd.
#include "support/networks.hpp"

#include "process/child.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <poll.h>
#include <string>
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

bool own_pids_are_forbidden() {
    const auto tried = process::run(
        {.argv = {"unshare", "--map-root-user", "--net", "--pid", "--fork", "--mount-proc", "true"}});
    if (tried.exit_code == 0) return false;
    std::printf("SKIPPED: this machine forbids process numbers of one's own: %s\n", tried.err.c_str());
    return true;
}

std::vector<running_process> descendants_of(pid_t process) {
    std::vector<running_process> all;
    std::vector<pid_t> parents{process}; // whose children are still to be read, the next one last
    while (!parents.empty()) {
        const std::string number = std::to_string(parents.back());
        parents.pop_back();
        std::ifstream children("/proc/" + number + "/task/" + number + "/children");
        for (pid_t child = 0; children >> child;) {
            all.push_back(
                {.pid = child, .watched = unique_fd(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)))});
            parents.push_back(child);
        }
    }
    return all;
}

void await_end(const running_process& process) {
    pollfd end{.fd = process.watched.get(), .events = POLLIN, .revents = 0};
    CHECK(::poll(&end, 1, -1) == 1);
}

} // namespace flags::test
