// Reading addresses.
#include "http/socket_address.hpp"

#include <flags/http/url.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <system_error>

namespace flags::http {

std::optional<socket_address> address_from(const std::string& host, std::string_view port) {
    in_port_t number = 0;
    const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (code != std::errc() || end != port.data() + port.size()) return std::nullopt;
    socket_address found;
    auto& v4 = reinterpret_cast<sockaddr_in&>(found.storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(found.storage);
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(number);
        found.length = sizeof v4;
    } else if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(number);
        found.length = sizeof v6;
    } else {
        return std::nullopt;
    }
    return found;
}

std::optional<socket_address> address_of(std::string_view url) {
    const bool plain = url.starts_with("http://");
    if (!plain && !url.starts_with("https://")) return std::nullopt;
    std::string_view authority = origin_of(url).substr(url.find("//") + 2);
    const bool bracketed = authority.starts_with('[');
    const std::size_t end = authority.find(bracketed ? ']' : ':');
    if (bracketed && end == std::string_view::npos) return std::nullopt;
    const std::string host(authority.substr(0, end).substr(bracketed ? 1 : 0));
    if (bracketed != host.contains(':')) return std::nullopt;
    authority.remove_prefix(std::min(end, authority.size()));
    if (bracketed) authority.remove_prefix(1);
    if (authority.empty()) return address_from(host, plain ? "80" : "443");
    return authority.front() == ':' ? address_from(host, authority.substr(1)) : std::nullopt;
}

} // namespace flags::http
