// The socket that the flag server listens on.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <cstdint>
#include <string>

namespace flags::origin {

struct listener {
    unique_fd socket;
    std::string host; ///< as a URL writes it: IPv6 in brackets
    std::uint16_t port = 0;
};

/// Listens on a numeric IPv4 or IPv6 address; port 0 takes a free one.
/// Errors: usage_error when `address` is none; machine_error when the system refuses it.
[[nodiscard]] listener listen_on(const std::string& address, std::uint16_t port);

} // namespace flags::origin
