// A c-ares channel that runs on the loop, with its sockets and its timer. All queries use it.
#pragma once

#include <flags/aio/loop.hpp>
#include <flags/aio/uv/handle.hpp>
#include <flags/aio/uv/poll_table.hpp>

#include <ares.h>
#include <uv.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace flags::dns {

struct channel_options {
    /// As in resolver_options.
    std::vector<std::string> servers;
    std::chrono::milliseconds timeout;
    int tries;
    /// SERVFAIL, NOTIMP and REFUSED are answers, too, and no reason for c-ares to ask the next server.
    bool any_answer_counts = false;
};

/// Owns: an ares_channel; queries in flight end with ARES_EDESTRUCTION when it dies.
/// Threads: loop thread only.
class channel final : private aio::uv::poll_user {
public:
    /// Errors: usage_error, flags::error.
    explicit channel(const channel_options& options);
    channel(const channel&) = delete;
    channel& operator=(const channel&) = delete;
    ~channel() = default;

    /// For c-ares's own calls. Each query is between query_starts(), called before it, and query_ended(),
    /// called in its callback: c-ares notices a time-out only when it is asked to look.
    [[nodiscard]] ares_channel raw() const noexcept { return handle_.get(); }
    void query_starts() noexcept;
    void query_ended() noexcept;

private:
    struct destroy {
        void operator()(ares_channel channel) const noexcept { ares_destroy(channel); }
    };

    static void on_socket(void* user, ares_socket_t fd, int readable, int writable) noexcept;
    void ready(int fd, int events) noexcept override;

    aio::uv::poll_table* polls_;
    aio::uv::handle<uv_timer_t> timer_;
    std::size_t in_flight_ = 0;
    std::unique_ptr<ares_channeldata, destroy> handle_; // last: its destruction calls back
};

} // namespace flags::dns
