// Runs the user's command in the client's network and sees to it that nothing of it outlives the lab.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <string>
#include <sys/types.h>
#include <vector>

namespace flags::netlab {

/// A process between this one and the command. What the command leaves running is killed with it: when the
/// command has ended, and when this process has, be it by SIGKILL.
/// Owns: that process, which the destructor ends and reaps.
/// Threads: start it while the process has one thread, because it goes on in a fork; end() any.
/// Errors: storage_error.
class guardian {
public:
    /// Waits in `network` for run(). The command gets the caller's environment with `variables`
    /// ("NAME=value") and without proxies, which are not to be reached from there; its standard streams are
    /// the caller's. A signal that the terminal sends (Ctrl-C) is the command's; from here on this process ignores it.
    guardian(const unique_fd& network, const std::vector<std::string>& command,
             const std::vector<std::string>& variables);
    guardian(const guardian&) = delete;
    guardian& operator=(const guardian&) = delete;
    ~guardian();

    /// Starts the command and waits for its end. Returns its exit code; 128 plus the number for one that a signal
    /// ended; 127 when there is no such program and 126 when it cannot be executed, as env(1) says it.
    [[nodiscard]] int run();

    /// Ends the command, also before it has begun.
    void end() noexcept;

private:
    [[nodiscard]] int reap() noexcept;

    pid_t pid_ = -1;
    unique_fd pid_fd_; // a signal to it never meets another process, also when the guardian is gone
    unique_fd begin_;
};

} // namespace flags::netlab
