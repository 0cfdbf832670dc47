// Opening, watching, handing over.
#include "http/spare_sockets.hpp"

#include "base/this_system.hpp"
#include "http/named_host.hpp"

#include <flags/http/url.hpp>

#include <uv.h>

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

namespace flags::http {

namespace {

// What two addresses have in common when they are the same: padding is left out.
std::string key_of(const sockaddr& address) {
    const auto bytes = [](const auto& value) {
        return std::string(reinterpret_cast<const char*>(&value), sizeof value);
    };
    if (address.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        return "4" + bytes(v4.sin_port) + bytes(v4.sin_addr);
    }
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    return "6" + bytes(v6.sin6_port) + bytes(v6.sin6_addr);
}

const sockaddr& raw(const socket_address& address) {
    return reinterpret_cast<const sockaddr&>(address.storage);
}

std::optional<in_port_t> port_of(std::string_view text, in_port_t otherwise) {
    if (text.empty()) return otherwise;
    in_port_t port = 0;
    const auto [end, code] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
    if (text.front() != ':' || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return port;
}

bool is_open(int fd) {
    char byte = 0;
    return ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

int error_of(int fd) {
    int code = 0;
    socklen_t size = sizeof code;
    return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno;
}

} // namespace

std::optional<socket_address> address_of(std::string_view url) {
    const bool plain = url.starts_with("http://");
    if (!plain && !url.starts_with("https://")) return std::nullopt;
    constexpr in_port_t http_port = 80;
    constexpr in_port_t https_port = 443;
    std::string_view authority = origin_of(url).substr(url.find("//") + 2);
    const bool bracketed = authority.starts_with('[');
    const std::size_t end = bracketed ? authority.find(']') : authority.find(':');
    if (bracketed && end == std::string_view::npos) return std::nullopt;
    const std::string host(bracketed ? authority.substr(1, end - 1) : authority.substr(0, end));
    authority.remove_prefix(
        std::min(end == std::string_view::npos ? end : end + (bracketed ? 1 : 0), authority.size()));
    const auto port = port_of(authority, plain ? http_port : https_port);
    if (!port) return std::nullopt;
    socket_address found;
    if (bracketed) {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(found.storage);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(*port);
        found.length = sizeof v6;
        if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1) return std::nullopt;
    } else {
        auto& v4 = reinterpret_cast<sockaddr_in&>(found.storage);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(*port);
        found.length = sizeof v4;
        if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) != 1) return std::nullopt;
    }
    return found;
}

spare_sockets::~spare_sockets() {
    for (const spare& each : spares_)
        polls_->forget(each.fd.get(), *this);
}

std::size_t spare_sockets::under_way(const std::string& to) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(spares_, [&](const spare& each) { return !each.stands && each.to == to; }));
}

std::size_t spare_sockets::open(const socket_address& to, std::size_t wanted, connection_observer& told) {
    const std::string key = key_of(raw(to));
    const auto spare_now = static_cast<std::size_t>(std::ranges::count(spares_, key, &spare::to));
    const auto used = std::ranges::count_if(in_use_, [&](const auto& each) { return each.second == key; });
    const std::size_t standing = spare_now + static_cast<std::size_t>(used);
    if (standing >= wanted || refused_.contains(key)) return under_way(key);
    std::vector<spare> fresh;
    for (std::size_t n = standing; n < wanted; ++n) {
        unique_fd fd(::socket(raw(to).sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (!fd) break; // no descriptors are left: libcurl's own socket says so when there is none at all
        fresh.push_back({.fd = std::move(fd), .to = key, .told = &told});
    }
    if (!connect_all(fresh, to)) refused_.insert(key);
    for (spare& each : fresh) {
        polls_->watch(each.fd.get(), UV_WRITABLE, *this);
        spares_.push_back(std::move(each));
    }
    return under_way(key);
}

// Nothing else is done between the calls. What cannot even begin is left out.
bool spare_sockets::connect_all(std::vector<spare>& fresh, const socket_address& to) {
    std::size_t begun = 0;
    for (spare& each : fresh) {
        each.begun = std::chrono::steady_clock::now();
        if (::connect(each.fd.get(), &raw(to), to.length) != 0 && errno != EINPROGRESS) break;
        ++begun;
    }
    const bool all = begun == fresh.size();
    fresh.erase(fresh.begin() + static_cast<std::ptrdiff_t>(begun), fresh.end());
    return all;
}

void spare_sockets::ready(int fd, int /*events*/) noexcept {
    const auto found = std::ranges::find_if(spares_, [fd](const spare& each) { return each.fd.get() == fd; });
    if (found == spares_.end()) return;
    polls_->forget(fd, *this);
    const auto now = std::chrono::steady_clock::now();
    connection_observer& told = *found->told;
    if (error_of(fd) != 0) {
        refused_.insert(found->to);
        spares_.erase(found);
        told.connect_failed(now);
        return;
    }
    found->stands = true;
    told.connected(now, {.id = fd, .begun = found->begun, .round_trip = tcp_round_trip(fd)});
}

void spare_sockets::forget(const connection_observer& told) noexcept {
    std::erase_if(spares_, [&](const spare& each) {
        if (each.told != &told) return false;
        polls_->forget(each.fd.get(), *this);
        return true;
    });
}

std::optional<unique_fd> spare_sockets::take(const sockaddr& to) {
    const std::string key = key_of(to);
    while (true) {
        const auto found =
            std::ranges::find_if(spares_, [&](const spare& each) { return each.stands && each.to == key; });
        if (found == spares_.end()) return std::nullopt;
        unique_fd taken = std::move(found->fd);
        spares_.erase(found);
        if (is_open(taken.get())) return taken; // and a server that closes what idles is asked anew
    }
}

void spare_sockets::in_use(int fd, const sockaddr& to) { in_use_.insert_or_assign(fd, key_of(to)); }

void spare_sockets::closed(int fd) noexcept { in_use_.erase(fd); }

} // namespace flags::http
