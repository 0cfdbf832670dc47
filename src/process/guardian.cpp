// prctl(2): a parent's death is a signal. What the work leaves running ends in one of two ways. Where the machine allows it,
// the work has process numbers of its own, and the kernel kills all that have them with the first of them, whoever ends that
// one and by whatever signal. Elsewhere orphans come to the guardian (PR_SET_CHILD_SUBREAPER), which must live to kill them.
#include "process/guardian.hpp"

#include "base/controls.hpp"
#include "process/own_pids.hpp"

#include <flags/base/error.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <fstream>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flags::process {
namespace {

using handler = void (*)(int);

// What signals did to this process before it became a guardian's; the work gets it back. Ctrl-C and Ctrl-\ are ignored
// now.
struct signals_before {
    sigset_t mask;
    handler interrupt;
    handler quit;
};

int exit_code_of(int status) noexcept {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// What a process returns: no exception leaves a fork.
int outcome_of(const std::function<int()>& act) noexcept {
    try {
        return act();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "flags: %s\n", without_controls(e.what()).c_str());
        return 3;
    }
}

void die_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(128 + SIGKILL); // it died before it could be watched
}

// The work's own process, all its life.
[[noreturn]] void do_work(const std::function<int()>& work, const signals_before& before, pid_t parent) {
    die_with(parent);
    std::signal(SIGINT, before.interrupt);
    std::signal(SIGQUIT, before.quit);
    ::pthread_sigmask(SIG_SETMASK, &before.mask, nullptr);
    const int code = outcome_of(work);
    std::fflush(nullptr); // _exit does not
    ::_exit(code);
}

pid_t start(const std::function<int()>& work, const signals_before& before) {
    const pid_t self = ::getpid();
    const pid_t worker = ::fork();
    if (worker < 0) throw_errno<machine_error>(errno, "cannot start a guarded process");
    if (worker == 0) do_work(work, before, self);
    return worker;
}

// The work's programs may look into /proc/PID/fd of this process, as its caller promises, only when it is no more than
// they are: without the capabilities that an ordinary user has in a user namespace until exec(2), and with the "dumpable"
// that the namespace took (ptrace(2), "access mode checking").
void become_ordinary() {
    __user_cap_header_struct self{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    if ((::geteuid() != 0 && ::syscall(SYS_capset, &self, none.data()) != 0) ||
        ::prctl(PR_SET_DUMPABLE, 1) != 0)
        throw_errno<machine_error>(errno, "cannot give up rights for a guarded process");
}

// The first of the work's own process numbers, all its life: orphans come to it, and the worker's end is its end.
[[noreturn]] void be_first(const std::function<int()>& work, const signals_before& before,
                           const unique_fd& guardian) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    pollfd parent{
        .fd = guardian.get(), .events = POLLIN, .revents = 0}; // getppid() is 0 here, whether it lives or not
    if (::poll(&parent, 1, 0) != 0) ::_exit(128 + SIGKILL);
    ::_exit(outcome_of([&] {
        if (!mount_own_proc()) throw_errno<machine_error>(errno, "cannot mount /proc for a guarded process");
        become_ordinary();
        const pid_t worker = start(work, before);
        for (int status = 0;;)
            if (::waitpid(-1, &status, 0) == worker) return exit_code_of(status);
    }));
}

// Returns the process whose end is the work's.
pid_t start_with_own_pids(const std::function<int()>& work, const signals_before& before) {
    const unique_fd self(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
    if (!self || ::unshare(CLONE_NEWPID) != 0)
        throw_errno<machine_error>(errno, "cannot number the processes of a guarded one");
    const pid_t first = ::fork();
    if (first < 0) throw_errno<machine_error>(errno, "cannot start a guarded process");
    if (first == 0) be_first(work, before, self);
    return first;
}

// Every child is killed; theirs then are children of this process, until there are none.
void end_all() {
    do {
        std::ifstream children(
            "/proc/thread-self/children"); // proc(5): of this thread, and there is no other
        for (pid_t child = 0; children >> child;)
            ::kill(child, SIGKILL);
    } while (::waitpid(-1, nullptr, 0) > 0 || errno == EINTR);
}

struct ending {
    int exit_code;
    bool by_signal; // the parent has died, or wants an end
};

// Waits for a signal of `awaited`: the worker's end, or one that asks for it.
ending watch(pid_t worker, const sigset_t& awaited) {
    for (;;) {
        const int signal = ::sigwaitinfo(&awaited, nullptr);
        if (signal > 0 && signal != SIGCHLD) return {.exit_code = 128 + signal, .by_signal = true};
        int status = 0;
        for (pid_t gone = 0; (gone = ::waitpid(-1, &status, WNOHANG)) > 0;)
            if (gone == worker) return {.exit_code = exit_code_of(status), .by_signal = false};
    }
}

// Its end of the pipe closes with its last thread, which may be a moment after the first one's death is told; a second
// without that means that it lives.
bool parent_is_gone(int pipe) {
    pollfd other_end{.fd = pipe, .events = 0, .revents = 0};
    return ::poll(&other_end, 1, 1'000) == 1 && (other_end.revents & POLLHUP) != 0;
}

// The guardian's whole life.
int guard(int begin, const sigset_t& awaited, const std::function<pid_t()>& start_work,
          const std::function<void()>& if_orphaned) {
    char byte = 0;
    ssize_t size = 0;
    while ((size = ::read(begin, &byte, 1)) < 0 && errno == EINTR) {
    }
    if (size != 1) { // given up before it began; whether its parent lives makes no difference here
        if_orphaned();
        return 0;
    }
    const auto [code, by_signal] = watch(start_work(), awaited);
    end_all();
    if (by_signal && parent_is_gone(begin)) if_orphaned();
    return code;
}

} // namespace

guardian::guardian(const unique_fd& network, const std::function<int()>& work,
                   const std::function<void()>& if_orphaned) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw_errno<machine_error>(errno, "cannot prepare a guarded process");
    const unique_fd wait(ends[0]);
    begin_.reset(ends[1]);
    signals_before before{
        .mask = {}, .interrupt = std::signal(SIGINT, SIG_IGN), .quit = std::signal(SIGQUIT, SIG_IGN)};
    // Blocked before there is a guardian, so that none of them is missed.
    sigset_t awaited;
    ::sigemptyset(&awaited);
    for (const int signal : {SIGCHLD, SIGTERM, SIGHUP})
        ::sigaddset(&awaited, signal);
    ::pthread_sigmask(SIG_BLOCK, &awaited, &before.mask);
    std::fflush(nullptr); // what is not written yet would be written by the fork, too
    const pid_t self = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0)
        ::_exit(outcome_of([&] {
            ::prctl(PR_SET_PDEATHSIG, SIGTERM);
            if (::getppid() != self) return 0; // it died before it could be watched
            ::prctl(PR_SET_CHILD_SUBREAPER, 1);
            begin_.reset();
            if (network && ::setns(network.get(), CLONE_NEWNET) != 0)
                throw_errno<machine_error>(errno, "cannot enter the network of a guarded process");
            const bool has_own_pids = network && may_have_own_pids();
            if (!has_own_pids) become_ordinary();
            return guard(
                wait.get(), awaited,
                [&] { return has_own_pids ? start_with_own_pids(work, before) : start(work, before); },
                if_orphaned);
        }));
    ::pthread_sigmask(SIG_SETMASK, &before.mask, nullptr);
    if (pid_ < 0) throw_errno<machine_error>(errno, "cannot start a guardian for a guarded process");
    pid_fd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!pid_fd_) {
        const int error = errno;
        begin_.reset(); // the destructor of a half-built object does not run
        static_cast<void>(reap());
        throw_errno<machine_error>(error, "cannot watch a guarded process");
    }
}

guardian::~guardian() {
    if (pid_ < 0) return;
    begin_.reset();
    static_cast<void>(reap());
}

int guardian::run() {
    constexpr char byte = 0;
    if (::write(begin_.get(), &byte, 1) != 1 && errno != EPIPE)
        throw_errno<machine_error>(errno,
                                   "cannot start a guarded process"); // EPIPE: it was ended already
    return reap();
}

// By number: <sys/pidfd.h> of glibc 2.36 forgets extern "C".
void guardian::end() noexcept { ::syscall(SYS_pidfd_send_signal, pid_fd_.get(), SIGTERM, nullptr, 0); }

int guardian::reap() noexcept {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return exit_code_of(status);
}

} // namespace flags::process
