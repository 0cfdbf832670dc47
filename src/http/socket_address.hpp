// Addresses and ports, as the kernel takes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace flags::http {

/// An address and a port.
struct socket_address {
    sockaddr_storage storage{};
    socklen_t length = 0;
};

/// From a numeric IPv4 or IPv6 address, the latter without brackets, and a decimal port; nothing for anything else.
[[nodiscard]] std::optional<socket_address> address_from(const std::string& host, std::string_view port);

/// The address in an http or https URL whose host is one; nothing for names.
[[nodiscard]] std::optional<socket_address> address_of(std::string_view url);

} // namespace flags::http
