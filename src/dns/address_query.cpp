// A query to c-ares, which may call back after the wait was given up.
#include "dns/address_query.hpp"

#include <arpa/inet.h>
#include <array>
#include <memory>
#include <netinet/in.h>
#include <new>
#include <sys/socket.h>
#include <utility>

namespace flags::dns {

std::string address_text(const sockaddr& address) {
    const void* bytes = nullptr;
    if (address.sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    if (address.sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    return bytes == nullptr ? std::string() : address_text(address.sa_family, bytes);
}

std::string address_text(int family, const void* bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(family, bytes, text.data(), text.size()); // cannot fail for these families and this size
    return text.data();
}

void address_query::ask() {
    auto fresh = std::make_unique<request>(request{.on = channel_, .awaiter = this});
    asked_ = fresh.get();
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    channel_->query_starts();
    // May call back before it returns: from the hosts file, or when no server can be reached.
    ares_getaddrinfo(channel_->raw(), host_.c_str(), nullptr, &hints, &address_query::on_answer,
                     fresh.release());
}

void address_query::on_answer(void* user, int status, int /*timeouts*/, ares_addrinfo* found) noexcept {
    const std::unique_ptr<request> ended(static_cast<request*>(user));
    const std::unique_ptr<ares_addrinfo, decltype([](ares_addrinfo* info) { ares_freeaddrinfo(info); })> info(
        found);
    ended->on->query_ended();
    if (ended->awaiter == nullptr) return;
    auto* const self = static_cast<address_query*>(ended->awaiter);
    self->asked_ = nullptr;
    try {
        for (auto* node = status == ARES_SUCCESS ? info->nodes : nullptr; node != nullptr;
             node = node->ai_next)
            if (auto text = address_text(*node->ai_addr); !text.empty())
                self->answer_.addresses.push_back(std::move(text));
        // A chain of aliases may end nowhere.
        self->answer_.status =
            status == ARES_SUCCESS && self->answer_.addresses.empty() ? ARES_ENODATA : status;
    } catch (const std::bad_alloc&) {
        self->answer_ = {.status = ARES_ENOMEM, .addresses = {}};
    }
    self->wake();
}

} // namespace flags::dns
