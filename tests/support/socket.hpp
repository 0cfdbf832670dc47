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

/// The port that the kernel chose for a bound IPv4 socket.
inline std::uint16_t port_of(const unique_fd& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
}

} // namespace flags::test
