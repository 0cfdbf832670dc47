// Runs work in a process of its own and ends everything that it leaves running.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <functional>
#include <sys/types.h>

namespace flags::process {

/// A process between this one and the work's. It kills what the work leaves running when the work has ended, and when this
/// process has died, also by SIGKILL. In a network of its own the work has process numbers of its own, too, where the
/// machine allows it: then what it leaves running ends with the guardian as well, also by SIGKILL.
/// Owns: that process, which the destructor ends and reaps.
/// Threads: start it while the process has one thread, because it goes on in a fork; end() any.
/// Errors: machine_error. An exception of `work` is printed on standard error; its exit code is 3.
class guardian {
public:
    /// Waits in `network` for run(), which calls `work` there in a process of its own. Its standard streams are the
    /// caller's; this object's process, getppid() there, has the caller's descriptors of now, which every program
    /// of the work may open by its /proc/PID/fd. A signal that the terminal sends (Ctrl-C) is the work's; from here on
    /// this process ignores it.
    /// An empty `network` is the caller's own. `if_orphaned` is called in the guardian, last, when this process has
    /// died before it: to remove what it would have removed.
    guardian(
        const unique_fd& network, const std::function<int()>& work,
        const std::function<void()>& if_orphaned = [] {});
    guardian(const guardian&) = delete;
    guardian& operator=(const guardian&) = delete;
    ~guardian();

    /// Starts the work and waits for its end. Returns its exit code; 128 plus the number of a signal that ended it.
    [[nodiscard]] int run();

    /// Ends the work, also before it has begun.
    void end() noexcept;

private:
    [[nodiscard]] int reap() noexcept;

    pid_t pid_ = -1;
    unique_fd pid_fd_; // a signal to it never meets another process, also when the guardian is gone
    unique_fd begin_;
};

} // namespace flags::process
