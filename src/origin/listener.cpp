// The socket is made here, because libmicrohttpd 1.0 closes its own twice when bind(2) fails, and so leaves EBADF for a taken
// port.
#include "origin/listener.hpp"

#include <flags/base/error.hpp>

#include <spdlog/fmt/fmt.h>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>

namespace flags::origin {
namespace {

struct endpoint {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

endpoint parse(const std::string& text, std::uint16_t port) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    endpoint result;
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
        std::memcpy(&result.storage, &v4, result.size = sizeof v4);
    } else if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
        std::memcpy(&result.storage, &v6, result.size = sizeof v6);
    } else {
        throw usage_error(
            fmt::format("{:?} is not an address to listen on: give digits, such as 127.0.0.1 or ::1",
                        std::string_view(text).substr(0, 60)));
    }
    return result;
}

bool enable(int socket, int level, int option) {
    constexpr int yes = 1;
    return ::setsockopt(socket, level, option, &yes, sizeof yes) == 0;
}

std::uint16_t port_of(int socket) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
    // The port has the same place in both families.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&bound)->sin_port);
}

} // namespace

listener listen_on(const std::string& address, std::uint16_t port) {
    const auto wanted = parse(address, port);
    const bool is_ipv6 = wanted.storage.ss_family == AF_INET6;
    listener result{.socket = unique_fd(
                        ::socket(wanted.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
                    .host = is_ipv6 ? "[" + address + "]" : address};
    const int socket = result.socket.get();
    // What is accepted inherits TCP_NODELAY. Without it GnuTLS's answer to a client's first words, which it sends in two
    // writes, takes a round trip more (libmicrohttpd 0.9.75; tcp(7); tests/e2e/lab_test.cpp).
    if (socket < 0 || !enable(socket, SOL_SOCKET, SO_REUSEADDR) ||
        !enable(socket, IPPROTO_TCP, TCP_NODELAY) ||
        (is_ipv6 && !enable(socket, IPPROTO_IPV6, IPV6_V6ONLY)) ||
        ::bind(socket, reinterpret_cast<const sockaddr*>(&wanted.storage), wanted.size) != 0 ||
        ::listen(socket, SOMAXCONN) != 0) {
        throw_errno<machine_error>(errno,
                                   fmt::format("the flag server cannot listen on {}:{}", result.host, port),
                                   ". Port 0 takes a free one");
    }
    result.port = port_of(socket);
    return result;
}

} // namespace flags::origin
