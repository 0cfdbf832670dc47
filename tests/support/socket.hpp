// What the test servers do with sockets of their own.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>

namespace flags::test {

/// The result of a system call that has to work.
inline int checked(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

/// The address of a bound IPv4 socket.
inline sockaddr_in address_of(const unique_fd& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return address;
}

/// The port that the kernel chose for a bound IPv4 socket.
inline std::uint16_t port_of(const unique_fd& socket) { return ntohs(address_of(socket).sin_port); }

/// A TCP socket that listens on a free port of 127.0.0.1. `kind` is 0 or SOCK_NONBLOCK.
inline unique_fd listen_on_loopback(int backlog, int kind = 0) {
    unique_fd socket(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | kind, 0), "socket"));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    checked(::listen(socket.get(), backlog), "listen");
    return socket;
}

} // namespace flags::test
