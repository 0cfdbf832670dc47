// Whatever a server sends, a request ends: with an answer whose body keeps to its limit, or with an error that is the network's.
#include "fuzz/fuzz.hpp"
#include "http/get.hpp"
#include "support/socket.hpp"

#include <flags/aio/run.hpp>
#include <flags/base/unique_fd.hpp>

#include <array>
#include <chrono>
#include <string>
#include <sys/socket.h>
#include <thread>

namespace {

using flags::unique_fd;

constexpr std::size_t body_limit = 2'000;

// One connection: the request is read, then `bytes` are sent and nothing more.
void serve_once(const unique_fd& listener, std::string_view bytes) {
    const unique_fd peer(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer) return;
    std::string head;
    std::array<char, 4096> buffer; // recv fills it
    while (!head.ends_with("\r\n\r\n")) {
        const auto count = ::recv(peer.get(), buffer.data(), buffer.size(), 0);
        if (count <= 0) return;
        head.append(buffer.data(), static_cast<std::size_t>(count));
    }
    while (!bytes.empty()) {
        const auto sent = ::send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

} // namespace

FLAGS_FUZZ(http_answer) {
    const unique_fd listener = flags::test::listen_on_loopback(1);
    auto options = flags::test::direct();
    options.max_redirects = 0; // they would lead anywhere
    options.max_body_bytes = body_limit;
    const auto url = "http://127.0.0.1:" + std::to_string(flags::test::port_of(listener)) + "/";
    const std::jthread server([&] { serve_once(listener, input); });
    try {
        const auto answer = flags::aio::run(flags::test::get_once(url, options));
        flags::test::require(answer.body.size() <= body_limit && answer.received <= body_limit);
        flags::test::require(answer.status >= 100 && answer.status <= 999);
    } catch (const flags::transport_error& failure) {
        flags::test::require(std::string_view(failure.what()).contains(url));
    }
    ::shutdown(listener.get(), SHUT_RDWR); // nobody waits for a client that did not come
}
