// A transfer's socket: opened ahead or now, and what is told of it and of the answer that comes over it.
#include "base/this_system.hpp"
#include "http/engine.hpp"
#include "http/transfer.hpp"

#include <flags/http/url.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace flags::http {

// WORKAROUND(curl 7.88): libcurl forgets why socket(2) failed, and it is the one failure that is this machine's own.
curl_socket_t transfer::on_open_socket(void* user, curlsocktype /*purpose*/,
                                       curl_sockaddr* address) noexcept {
    auto& self = *static_cast<transfer*>(user);
    spare_sockets& spares = self.engine_->spares();
    self.opened_at_ = std::chrono::steady_clock::now();
    const std::string_view origin = origin_of(self.what_.url);
    auto spare = spares.take(address->addr, origin);
    self.was_spare_ = spare.has_value();
    self.opened_ = spare ? spare->release()
                         : ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (self.opened_ < 0) {
        self.socket_error_ = errno;
        return CURL_SOCKET_BAD;
    }
    spares.in_use(self.opened_, address->addr, origin);
    return self.opened_;
}

int transfer::on_socket_made(void* user, curl_socket_t fd, curlsocktype /*purpose*/) noexcept {
    const auto& self = *static_cast<transfer*>(user);
    return self.was_spare_ && fd == self.opened_ ? CURL_SOCKOPT_ALREADY_CONNECTED : CURL_SOCKOPT_OK;
}

int transfer::on_close_socket(void* user, curl_socket_t fd) noexcept {
    static_cast<spare_sockets*>(user)->closed(fd);
    return ::close(fd);
}

// libcurl tells the local port of a connection, and which socket it has opened last.
void transfer::find_connection(int local_port) noexcept {
    is_first_ = opened_ >= 0;
    if (is_first_) {
        connection_ = std::exchange(opened_, -1);
        engine_->sockets()[local_port] = connection_;
    } else {
        const auto known = engine_->sockets().find(local_port);
        connection_ = known == engine_->sockets().end() ? -1 : known->second;
    }
}

void transfer::tell_sent(bool encrypted) noexcept {
    const auto now = std::chrono::steady_clock::now();
    if (is_first_ && !was_spare_) // or it was told when it stood
        what_.observer->connected(
            now, {.id = connection_, .begun = opened_at_, .round_trip = tcp_round_trip(connection_)});
    what_.observer->sent(now);
    // With HTTP/2 the connection is others', too.
    came_encrypted_ = encrypted && !engine_->options().http2 ? tcp_bytes_received(connection_) : std::nullopt;
    if (came_encrypted_ && is_first_) came_encrypted_ = 0; // the handshake came over the link
    if (came_encrypted_) tell_data(0);
}

void transfer::tell_head() noexcept {
    const auto now = std::chrono::steady_clock::now();
    const std::size_t header = std::exchange(untold_, 0);
    curl_off_t announced = -1;
    curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    answer_head head{
        .connection = connection_, .is_first = is_first_, .round_trip = tcp_round_trip(connection_)};
    if (announced >= 0) head.bytes = static_cast<std::uint64_t>(announced) + header;
    what_.observer->head(now, head);
    tell_data(header);
}

void transfer::tell_data(std::size_t bytes) noexcept {
    arrival what{.bytes = bytes, .over_link = bytes};
    if (came_encrypted_) {
        const std::uint64_t before = *came_encrypted_;
        came_encrypted_ = std::max(tcp_bytes_received(connection_).value_or(before), before);
        what.over_link = static_cast<std::size_t>(*came_encrypted_ - before);
    }
    if (what.bytes > 0 || what.over_link > 0) what_.observer->data(std::chrono::steady_clock::now(), what);
}

} // namespace flags::http
