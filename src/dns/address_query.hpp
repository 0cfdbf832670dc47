// One name's addresses, of both families, from the hosts file and the name servers.
#pragma once

#include "dns/channel.hpp"

#include <flags/coro/suspension.hpp>

#include <ares.h>

#include <coroutine>
#include <string>
#include <vector>

namespace flags::dns {

struct address_answer {
    int status = ARES_SUCCESS;
    /// Sorted by RFC 6724. Empty unless the status is ARES_SUCCESS.
    std::vector<std::string> addresses;
};

/// The text of an IPv4 or IPv6 address; empty for other families.
[[nodiscard]] std::string address_text(const sockaddr& address);

/// Awaited, it asks. Cancel: stops waiting; c-ares cannot call off a single query, whose answer is dropped.
/// Lifetime: the channel outlives it.
class address_query final : public coro::suspension {
public:
    address_query(channel& on, std::string host) : channel_(&on), host_(std::move(host)) {}
    address_query(const address_query&) = delete;
    address_query& operator=(const address_query&) = delete;
    ~address_query() override {
        if (request_ != nullptr) request_->awaiter = nullptr;
    }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> awaiting) {
        if (!suspend(awaiting)) return false;
        ask();
        return true;
    }
    [[nodiscard]] address_answer await_resume() {
        check_stopped();
        return std::move(answer_);
    }

private:
    // What c-ares points to, until it has called back.
    struct request {
        channel* on;
        address_query* awaiter; // null once nobody waits any more
    };

    static void on_answer(void* user, int status, int timeouts, ares_addrinfo* found) noexcept;
    void ask();
    bool on_stop() noexcept override { return true; } // the destructor, which is next, lets go

    channel* channel_;
    std::string host_;
    request* request_ = nullptr; // owned by c-ares; null when it has called back
    address_answer answer_;
};

} // namespace flags::dns
