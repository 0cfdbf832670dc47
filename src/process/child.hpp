// Starts a program, follows it to its end and says what it cost.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace flags::process {

/// A program and how to start it. Standard input is empty; standard output and error are captured.
struct command {
    /// argv[0] is a path, or a name that find_program() finds.
    std::vector<std::string> argv;
    /// "NAME=value", in place of or beside the caller's own variables.
    std::vector<std::string> environment{};
    /// Empty: the caller's.
    std::filesystem::path working_folder{};
    /// Descriptors that the program also gets, under the same numbers. Lifetime: until child's constructor
    /// ends.
    std::vector<int> inherited{};
    /// After it the program is killed. Counted from its start.
    std::chrono::milliseconds time_limit = std::chrono::minutes(1);
};

[[nodiscard]] constexpr double seconds(std::chrono::nanoseconds time) noexcept {
    return std::chrono::duration<double>(time).count();
}

/// How a program ended and what it used.
struct usage {
    /// 0 to 255; 128 plus the number for one that a signal ended, as shells say it.
    int exit_code = 0;
    bool timed_out = false;
    std::chrono::nanoseconds wall{};
    /// User and system time of the program and of the children that it waited for (wait4(2)).
    std::chrono::nanoseconds cpu{};
    /// The largest resident set. Linux carries the starter's own size over exec, so it is never below the
    /// starter's: measure from a small program.
    std::size_t peak_rss_bytes = 0;
    /// The first 64 KiB of each; the rest is read and dropped.
    std::string out;
    std::string err;
};

/// A running program. Owns: the process, which the destructor kills (SIGKILL) and reaps when wait() has not.
/// Threads: one at a time.
class child {
public:
    /// Errors: usage_error when argv is empty or argv[0] is no program; machine_error when the system
    /// refuses.
    explicit child(const command& what);
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child();

    /// For kill(2) and /proc; -1 after wait().
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    /// Asks it to end (SIGTERM), and leaves it to wait() to see it gone.
    void terminate() noexcept;

    /// The next line of its standard output, or the next piece up to another `end`, without that; what there
    /// is of it when the program closes its output or its time is over. Call it before wait().
    [[nodiscard]] std::string read_line(char end = '\n');

    /// Follows it to its end, or kills it at its time limit. Call it once.
    [[nodiscard]] usage wait();

private:
    enum class event : bool { output, ended };
    event next_event();
    void kill_now() noexcept;

    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point deadline_;
    std::chrono::steady_clock::time_point ended_;
    pid_t pid_ = -1;
    unique_fd pid_fd_;
    unique_fd out_fd_;
    unique_fd err_fd_;
    std::string out_;
    std::string err_;
    std::size_t line_begin_ = 0;
    bool timed_out_ = false;
};

/// child and wait() in one. Errors: those of child; how the program ended is in the result.
[[nodiscard]] usage run(const command& what);

/// Where the program `name` is: on PATH, or in /usr/sbin or /usr/local/sbin, which PATH of a plain user
/// lacks; a name with a slash is a path already. Absolute; empty when it is nowhere.
[[nodiscard]] std::filesystem::path find_program(std::string_view name);

} // namespace flags::process
