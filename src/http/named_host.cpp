// Reading the authority of a URL (RFC 3986, 3.2), no more than is needed.
#include "http/named_host.hpp"

#include <flags/http/url.hpp>

#include <algorithm>

namespace flags::http {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_name_character(char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
}
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_localhost(std::string_view host) {
    constexpr std::string_view name = "localhost";
    if (host.size() < name.size()) return false;
    const auto end = host.substr(host.size() - name.size());
    if (!std::ranges::equal(end, name, {}, lower)) return false;
    return host.size() == name.size() || host[host.size() - name.size() - 1] == '.';
}

// The last label of a name begins with a letter; 127.0.0.1, 127.1, 0x7f.1 and 2130706433 are addresses.
bool may_be_address(std::string_view host) { return !is_letter(host[host.rfind('.') + 1]); }

} // namespace

std::string_view origin_of(std::string_view url) noexcept {
    const std::size_t scheme = url.find("://");
    return scheme == std::string_view::npos ? url : url.substr(0, url.find_first_of("/?#", scheme + 3));
}

std::optional<named_host> named_host_of(std::string_view url) noexcept {
    std::string_view port;
    if (url.starts_with("http://"))
        port = "80";
    else if (url.starts_with("https://"))
        port = "443";
    else
        return std::nullopt;
    std::string_view host = origin_of(url).substr(url.find("//") + 2);
    if (const auto colon = host.find(':'); colon != std::string_view::npos) {
        if (colon + 1 < host.size()) port = host.substr(colon + 1); // "host:" has the scheme's own port
        host = host.substr(0, colon);
    }
    constexpr std::size_t most_port_digits = 5;
    if (port.size() > most_port_digits || !std::ranges::all_of(port, is_digit)) return std::nullopt;
    if (host.empty() || host.ends_with('.') || !std::ranges::all_of(host, is_name_character))
        return std::nullopt;
    if (may_be_address(host) || is_localhost(host)) return std::nullopt;
    return named_host{.host = host, .port = port};
}

} // namespace flags::http
