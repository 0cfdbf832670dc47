// A port at which connecting hangs.
#pragma once

#include "support/socket.hpp"

#include <flags/base/unique_fd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace flags::test {

/// Its queue of connections is full, so that the kernel leaves further handshakes unanswered.
class full_port {
public:
    full_port() {
        const auto address = address_of(listener_);
        for (int i = 0; i < 8; ++i) { // a backlog of 0 holds one; the others wait like our client will
            waiting_.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            (void)::connect(waiting_.back().get(), reinterpret_cast<const sockaddr*>(&address),
                            sizeof address); // EINPROGRESS
        }
        waiting_handshakes_ = handshakes();
    }

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

    /// Whether another client is connecting now.
    [[nodiscard]] bool is_tried() const { return handshakes() > waiting_handshakes_; }

private:
    /// Sockets that have sent a SYN to the port and no more: state 02 of /proc/net/tcp, proc(5).
    [[nodiscard]] std::size_t handshakes() const {
        char wanted[32];
        std::snprintf(wanted, sizeof wanted, "0100007F:%04X 02", port_);
        std::ifstream table("/proc/self/net/tcp");
        std::size_t count = 0;
        for (std::string line; std::getline(table, line);)
            if (line.contains(wanted)) ++count;
        return count;
    }

    unique_fd listener_ = listen_on_loopback(0);
    std::uint16_t port_ = port_of(listener_);
    std::vector<unique_fd> waiting_;
    std::size_t waiting_handshakes_ = 0;
};

} // namespace flags::test
