// The bridge between libcurl's multi interface and the loop.
#pragma once

#include "http/curl_handles.hpp"

#include <flags/aio/loop.hpp>
#include <flags/aio/uv/handle.hpp>
#include <flags/aio/uv/poll_table.hpp>

#include <curl/curl.h>
#include <uv.h>

#include <cstddef>

namespace flags::http {

/// Called when a transfer has ended. It is the CURLOPT_PRIVATE of its easy handle.
class transfer_observer {
public:
    /// The easy handle has left the multi already. Never inside a callback of libcurl.
    virtual void ended(CURLcode result) noexcept = 0;

protected:
    ~transfer_observer() = default;
};

/// Owns: a CURLM, its timer and its polls. Transfers are removed before it dies.
/// Threads: loop thread only. None of its calls is allowed inside a callback of libcurl
/// (CURLM_RECURSIVE_API_CALL).
class multi final : private aio::uv::poll_user {
public:
    multi(aio::loop& loop, std::size_t max_connections);
    multi(const multi&) = delete;
    multi& operator=(const multi&) = delete;
    ~multi() = default;

    /// Starts a transfer; `ended` of its private pointer is called once, unless it is removed before.
    void add(CURL* easy);

    /// Takes a running transfer out; its connection is closed.
    void remove(CURL* easy) noexcept;

private:
    static int on_socket(CURL* easy, curl_socket_t fd, int what, void* user, void* socket_user) noexcept;
    static int on_timer(CURLM* handle, long timeout_ms, void* user) noexcept;
    void ready(int fd, int events) noexcept override;
    void act(curl_socket_t fd, int events) noexcept;
    void drain() noexcept;

    aio::uv::poll_table* polls_;
    aio::uv::handle<uv_timer_t> timer_;
    aio::uv::handle<uv_idle_t> at_once_;
    multi_handle handle_;
};

} // namespace flags::http
