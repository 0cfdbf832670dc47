// One libuv poll handle for each descriptor number that libcurl ever used.
#pragma once

#include <flags/aio/uv/handle.hpp>

#include <uv.h>

#include <memory>
#include <vector>

namespace flags::http {

/// libcurl opens and closes sockets, we watch them. The kernel reuses descriptor numbers, so a handle is made
/// once for each number, stopped when curl removes the socket and started again for the next one: half the
/// system calls of making and closing handles, and never two handles on one number (libuv 1.44.2 refuses
/// that).
class poll_table {
public:
    /// Called when `fd` is ready; `events` is 0 when the poll failed and the socket has to be tested.
    using ready_callback = void (*)(void* user, int fd, int events) noexcept;

    poll_table(uv_loop_t* loop, ready_callback on_ready, void* user)
        : loop_(loop), on_ready_(on_ready), user_(user) {}

    /// Watches `fd` for a mask of UV_READABLE and UV_WRITABLE. Errors: flags::error.
    void watch(int fd, int events);

    /// Stops watching. Allowed for a descriptor that is closed already or was never watched.
    void forget(int fd) noexcept;

private:
    struct entry {
        poll_table* table;
        int fd;
        int events = 0; // 0: not wanted
        aio::uv::handle<uv_poll_t> poll{};
    };

    static void on_poll(uv_poll_t* poll, int status, int events) noexcept;

    uv_loop_t* loop_;
    ready_callback on_ready_;
    void* user_;
    std::vector<std::unique_ptr<entry>> entries_; // by descriptor number
};

} // namespace flags::http
