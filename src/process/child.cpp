// posix_spawn, a pidfd to wait with a time limit, and wait4 for what it cost.
#include "process/child.hpp"

#include "process/exec_arguments.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <ranges>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flags::process {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t capture_limit = 64UL * 1024;

struct pipe_ends {
    unique_fd read;
    unique_fd write;
};

pipe_ends open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw_errno<machine_error>(errno, "cannot open a pipe for a program's output");
    pipe_ends result{.read = unique_fd(ends[0]), .write = unique_fd(ends[1])};
    // Only this end: the program's own is a plain blocking one.
    if (::fcntl(result.read.get(), F_SETFL, O_NONBLOCK) != 0)
        throw_errno<machine_error>(errno, "cannot set up a pipe");
    return result;
}

// Reads what is there; closes `fd` at the end of the stream.
void drain(unique_fd& fd, std::string& into) {
    std::array<char, 16UL * 1024> buffer{};
    while (fd) {
        const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
        if (got > 0) {
            const auto room = capture_limit - std::min(capture_limit, into.size());
            into.append(buffer.data(), std::min(room, static_cast<std::size_t>(got)));
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            fd.reset();
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

class file_actions {
public:
    file_actions() {
        if (const int failed = ::posix_spawn_file_actions_init(&actions_))
            throw_errno<machine_error>(failed, "cannot start a program");
    }
    file_actions(const file_actions&) = delete;
    file_actions& operator=(const file_actions&) = delete;
    ~file_actions() { ::posix_spawn_file_actions_destroy(&actions_); }

    void open_for_reading(int fd, const char* path) {
        require(::posix_spawn_file_actions_addopen(&actions_, fd, path, O_RDONLY, 0));
    }
    // For equal numbers it only clears close-on-exec (POSIX.1-2024; glibc since 2.29).
    void duplicate(int from, int to) { require(::posix_spawn_file_actions_adddup2(&actions_, from, to)); }
    void change_folder(const char* path) { require(::posix_spawn_file_actions_addchdir_np(&actions_, path)); }
    [[nodiscard]] const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

private:
    static void require(int failed) {
        if (failed != 0) throw_errno<machine_error>(failed, "cannot prepare the start of a program");
    }
    posix_spawn_file_actions_t actions_{};
};

std::string_view variable_name(std::string_view entry) { return entry.substr(0, entry.find('=')); }

// The caller's environment with `changes` in place of the entries of the same name.
std::vector<std::string> merged_environment(const std::vector<std::string>& changes) {
    std::vector<std::string> merged = changes;
    for (char* const* entry = ::environ; *entry != nullptr; ++entry) {
        const auto same_name = [&](const std::string& change) {
            return variable_name(change) == variable_name(*entry);
        };
        if (std::ranges::none_of(changes, same_name)) merged.emplace_back(*entry);
    }
    return merged;
}

pid_t spawn(const command& what, int out, int err) {
    if (what.argv.empty()) throw usage_error("a command without a program cannot be started");
    const auto program = find_program(what.argv.front());
    if (program.empty())
        throw usage_error("there is no program " + what.argv.front() + ": install it or correct its name");

    file_actions actions;
    actions.open_for_reading(STDIN_FILENO, "/dev/null");
    actions.duplicate(out, STDOUT_FILENO);
    actions.duplicate(err, STDERR_FILENO);
    for (const int fd : what.inherited)
        actions.duplicate(fd, fd);
    if (!what.working_folder.empty()) actions.change_folder(what.working_folder.c_str());

    const auto environment = merged_environment(what.environment);
    pid_t pid = -1;
    if (const int failed =
            ::posix_spawn(&pid, program.c_str(), actions.get(), nullptr, exec_arguments(what.argv).data(),
                          exec_arguments(environment).data()))
        throw_errno<machine_error>(failed, "cannot start " + program.string());
    return pid;
}

std::chrono::microseconds duration_of(const timeval& value) {
    return std::chrono::seconds(value.tv_sec) + std::chrono::microseconds(value.tv_usec);
}

} // namespace

child::child(const command& what) {
    auto out = open_pipe();
    auto err = open_pipe();
    started_ = clock::now();
    deadline_ = started_ + what.time_limit;
    pid_ = spawn(what, out.write.get(), err.write.get());
    // By number: <sys/pidfd.h> of glibc 2.36 forgets extern "C".
    pid_fd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!pid_fd_) {
        const int failed = errno;
        kill_now(); // The destructor of a half-built object does not run.
        ::waitpid(pid_, nullptr, 0);
        throw_errno<machine_error>(failed, "cannot watch a program");
    }
    out_fd_ = std::move(out.read);
    err_fd_ = std::move(err.read);
}

child::~child() {
    if (pid_ < 0) return;
    kill_now();
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void child::terminate() noexcept {
    if (pid_ >= 0) ::kill(pid_, SIGTERM);
}

void child::kill_now() noexcept { ::kill(pid_, SIGKILL); }

child::event child::next_event() {
    int wait_ms = -1;
    if (!timed_out_) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - clock::now());
        wait_ms = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000));
    }
    // poll(2) skips a negative descriptor, so a closed stream needs no care.
    std::array<pollfd, 3> watched{{{.fd = pid_fd_.get(), .events = POLLIN, .revents = 0},
                                   {.fd = out_fd_.get(), .events = POLLIN, .revents = 0},
                                   {.fd = err_fd_.get(), .events = POLLIN, .revents = 0}}};
    const int ready = ::poll(watched.data(), watched.size(), wait_ms);
    if (ready < 0 && errno != EINTR) throw_errno<machine_error>(errno, "cannot wait for a program");
    if (ready == 0 && clock::now() >= deadline_) {
        timed_out_ = true;
        kill_now();
    }
    const bool over = ready > 0 && watched[0].revents != 0;
    if (over && ended_ == clock::time_point()) ended_ = clock::now();
    // Once it is over this takes its last words; another process may hold the pipe, so no end is waited for.
    drain(out_fd_, out_);
    drain(err_fd_, err_);
    return over ? event::ended : event::output;
}

std::string child::read_line(char end) {
    auto found = out_.find(end, line_begin_);
    for (bool more = true; more && found == std::string::npos;) {
        more = out_fd_ && next_event() == event::output;
        found = out_.find(end, line_begin_);
    }
    const auto line_end = std::min(found, out_.size());
    auto line = out_.substr(line_begin_, line_end - line_begin_);
    line_begin_ = std::min(line_end + 1, out_.size());
    return line;
}

usage child::wait() {
    while (next_event() == event::output) {
    }

    int status = 0;
    rusage used{};
    while (::wait4(pid_, &status, 0, &used) < 0) {
        if (errno != EINTR) throw_errno<machine_error>(errno, "cannot learn how a program ended");
    }
    pid_ = -1;
    return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            .timed_out = timed_out_,
            .wall = ended_ - started_,
            .cpu = duration_of(used.ru_utime) + duration_of(used.ru_stime),
            .peak_rss_bytes = static_cast<std::size_t>(used.ru_maxrss) * 1024, // getrusage(2): kilobytes
            .out = std::move(out_),
            .err = std::move(err_)};
}

usage run(const command& what) { return child(what).wait(); }

std::filesystem::path find_program(std::string_view name) {
    const auto runnable = [](const std::filesystem::path& path) {
        std::error_code unreadable;
        return std::filesystem::is_regular_file(path, unreadable) && ::access(path.c_str(), X_OK) == 0;
    };
    if (name.contains('/')) return runnable(name) ? std::filesystem::absolute(name) : std::filesystem::path();
    const char* const path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): nothing here sets it
    const std::string folders =
        std::string(path != nullptr ? path : "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin";
    for (const auto part : std::views::split(folders, ':')) {
        const auto candidate = std::filesystem::path(part.begin(), part.end()) / name;
        if (runnable(candidate)) return candidate;
    }
    return {};
}

} // namespace flags::process
