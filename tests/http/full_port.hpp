// A port at which connecting hangs.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <arpa/inet.h>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace flags::test {

/// Its queue of connections is full, so that the kernel leaves further handshakes unanswered.
class full_port {
public:
    full_port() : listener_(tcp_socket()) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 0) != 0 ||
            ::getsockname(listener_.get(), generic, &size) != 0)
            throw std::runtime_error("cannot listen");
        port_ = ntohs(address.sin_port);
        for (int i = 0; i < 8; ++i) { // a backlog of 0 holds one; the others wait like our client will
            waiting_.push_back(tcp_socket());
            (void)::connect(waiting_.back().get(), generic, size); // EINPROGRESS
        }
        waiting_handshakes_ = handshakes();
    }

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

    /// Whether somebody else is connecting now.
    [[nodiscard]] bool is_tried() const { return handshakes() > waiting_handshakes_; }

private:
    static unique_fd tcp_socket() {
        return unique_fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    }

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

    unique_fd listener_;
    std::vector<unique_fd> waiting_;
    std::size_t waiting_handshakes_ = 0;
    std::uint16_t port_ = 0;
};

} // namespace flags::test
