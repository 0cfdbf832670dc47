// One libuv poll handle for each descriptor number of a loop, for libraries that open and close their sockets
// themselves.
#pragma once

#include <flags/aio/uv/handle.hpp>

#include <uv.h>

#include <memory>
#include <vector>

namespace flags::aio::uv {

/// Called when a descriptor that it watches is ready.
class poll_user {
public:
    /// `events` is 0 when the poll failed and the descriptor has to be tested.
    virtual void ready(int fd, int events) noexcept = 0;

protected:
    ~poll_user() = default;
};

/// The kernel reuses descriptor numbers, so a handle is made once for each number, stopped when its
/// descriptor is about to be closed and started again for the next one: half the system calls of making and
/// closing handles. There is one table for each loop, because closing a handle, even one that is stopped,
/// takes its number out of the loop's epoll set, and with it a descriptor that another handle watches by
/// now (libuv 1.44.2, uv__platform_invalidate_fd).
/// Owns: the poll handles, until the loop ends.
/// Units/limits: one for each number that was ever watched, so as many as there were descriptors at once.
/// Threads: loop thread only.
class poll_table {
public:
    explicit poll_table(uv_loop_t* loop) : loop_(loop) {}

    /// Watches `fd` for a mask of UV_READABLE and UV_WRITABLE.
    /// Errors: flags::error.
    /// Lifetime: forgotten before `fd` is closed and before `user` dies.
    void watch(int fd, int events, poll_user& user);

    /// Stops watching. Allowed for a descriptor that is closed already (but whose number is not in use
    /// again), that was never watched, or that is another user's: those are left alone.
    void forget(int fd, const poll_user& user) noexcept;

private:
    struct entry {
        int fd;
        int events = 0;            // 0: not wanted
        poll_user* user = nullptr; // null: not wanted
        handle<uv_poll_t> poll{};
    };

    static void on_poll(uv_poll_t* poll, int status, int events) noexcept;

    uv_loop_t* loop_;
    std::vector<std::unique_ptr<entry>> entries_; // by descriptor number
};

} // namespace flags::aio::uv
