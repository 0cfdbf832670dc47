// Opening, watching, handing over.
#include "http/spare_sockets.hpp"

#include "base/this_system.hpp"

#include <uv.h>

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>

namespace flags::http {

namespace {

// An address, and the origin whose requests go there: origins at the same address have connections of their own, because
// each counts what it is told of. Padding is left out.
std::string key_of(const sockaddr& address, std::string_view origin) {
    const auto bytes = [](const auto& value) {
        return std::string(reinterpret_cast<const char*>(&value), sizeof value);
    };
    if (address.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        return "4" + bytes(v4.sin_port) + bytes(v4.sin_addr).append(origin);
    }
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    return "6" + bytes(v6.sin6_port) + bytes(v6.sin6_addr).append(origin);
}

const sockaddr& raw(const socket_address& address) {
    return reinterpret_cast<const sockaddr&>(address.storage);
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

spare_sockets::~spare_sockets() {
    for (const spare& each : spares_)
        polls_->forget(each.fd.get(), *this);
}

std::size_t spare_sockets::under_way(const std::string& to) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(spares_, [&](const spare& each) { return !each.stands && each.to == to; }));
}

std::size_t spare_sockets::open(const socket_address& to, std::string_view origin, std::size_t wanted,
                                connection_observer& observer) {
    const std::string key = key_of(raw(to), origin);
    const auto spare_now = static_cast<std::size_t>(std::ranges::count(spares_, key, &spare::to));
    const auto used = std::ranges::count_if(in_use_, [&](const auto& each) { return each.second == key; });
    const std::size_t standing = spare_now + static_cast<std::size_t>(used);
    if (standing >= wanted || refused_.contains(key)) return under_way(key);
    std::vector<spare> fresh;
    for (std::size_t n = standing; n < wanted; ++n) {
        unique_fd fd(::socket(raw(to).sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (!fd) break; // no descriptors are left: libcurl's own socket says so when there is none at all
        fresh.push_back({.fd = std::move(fd), .to = key, .observer = &observer});
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
    connection_observer& observer = *found->observer;
    if (error_of(fd) != 0) {
        refused_.insert(found->to);
        spares_.erase(found);
        observer.connect_failed(now);
        return;
    }
    found->stands = true;
    observer.connected(now, {.id = fd, .begun = found->begun, .round_trip = tcp_round_trip(fd)});
}

void spare_sockets::forget(const connection_observer& observer) noexcept {
    std::erase_if(spares_, [&](const spare& each) {
        if (each.observer != &observer) return false;
        polls_->forget(each.fd.get(), *this);
        return true;
    });
}

std::optional<unique_fd> spare_sockets::take(const sockaddr& to, std::string_view origin) {
    const std::string key = key_of(to, origin);
    while (true) {
        const auto found =
            std::ranges::find_if(spares_, [&](const spare& each) { return each.stands && each.to == key; });
        if (found == spares_.end()) return std::nullopt;
        unique_fd taken = std::move(found->fd);
        spares_.erase(found);
        if (is_open(taken.get())) return taken; // and a server that closes what idles is asked anew
    }
}

void spare_sockets::in_use(int fd, const sockaddr& to, std::string_view origin) {
    in_use_.insert_or_assign(fd, key_of(to, origin));
}

void spare_sockets::closed(int fd) noexcept { in_use_.erase(fd); }

} // namespace flags::http
