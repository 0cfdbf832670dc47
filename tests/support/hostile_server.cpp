// Sockets never block; every wait also watches the stop event, so that the destructor needs no time-outs.
#include "support/hostile_server.hpp"

#include "support/socket.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>

namespace flags::test {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t head_limit = std::size_t{64} << 10U;

enum class woken : std::uint8_t { by_stop, by_socket, by_time };

constexpr milliseconds for_ever{-1};

woken wait(int stop, int socket, short events, milliseconds time) {
    std::array<pollfd, 2> fds{
        {{.fd = stop, .events = POLLIN, .revents = 0}, {.fd = socket, .events = events, .revents = 0}}};
    int ready = -1;
    do // a signal that the tested code waits for may arrive on this thread
        ready = ::poll(fds.data(), fds.size(), static_cast<int>(time.count()));
    while (ready < 0 && errno == EINTR);
    if (checked(ready, "poll") == 0) return woken::by_time;
    return fds[0].revents != 0 ? woken::by_stop : woken::by_socket;
}

std::string url_on(std::uint16_t port, std::string_view path) {
    return "http://127.0.0.1:" + std::to_string(port) + std::string(path);
}

std::string half(const std::string& body) { return body.substr(0, body.size() / 2); }

/// A whole answer with its right length.
std::string answer(std::string_view status, std::string_view headers, std::string_view body) {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

/// The head of an answer that promises `size` bytes, whatever follows.
std::string png_head(std::size_t size) {
    return "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: " + std::to_string(size) +
           "\r\n\r\n";
}

milliseconds drip_time(std::string_view target) {
    constexpr std::string_view key = "?ms=";
    int count = 10;
    if (const auto at = target.find(key); at != std::string_view::npos) {
        const auto digits = target.substr(at + key.size());
        const auto [stop, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
        if (failure != std::errc{} || count < 0) std::fprintf(stderr, "hostile_server: no number in ?ms=\n");
    }
    return milliseconds(count);
}

bool send_until_closed(connection& peer, std::string_view head, const std::string& piece) {
    bool open = peer.send(head);
    for (std::size_t sent = 0; open && sent < hostile_server::flood_limit; sent += piece.size())
        open = peer.send(piece);
    return false;
}

} // namespace

std::string_view connection::target() const {
    const std::string_view head = head_;
    const auto start = std::min(head.find(' '), head.size() - 1) + 1;
    return head.substr(start, head.find_first_of(" \r", start) - start);
}

bool connection::wait_for(short events) const {
    return wait(stop_, socket_, events, for_ever) == woken::by_socket;
}

bool connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN || !wait_for(POLLOUT))
            return false;
    }
    return true;
}

void connection::wait_until_peer_closes() const { static_cast<void>(wait_for(POLLRDHUP)); }

bool connection::pause(milliseconds time) const {
    return wait(stop_, socket_, POLLRDHUP, time) == woken::by_time;
}

void connection::reset() const {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    checked(::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "setsockopt");
}

bool connection::read_head() {
    constexpr std::string_view blank_line = "\r\n\r\n";
    for (;;) {
        if (const auto end = unread_.find(blank_line); end != std::string::npos) {
            head_ = unread_.substr(0, end + blank_line.size());
            unread_.erase(0, head_.size());
            return true;
        }
        std::array<char, 4096> buffer; // recv fills it
        const auto received = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (received > 0)
            unread_.append(buffer.data(), static_cast<std::size_t>(received));
        else if (received == 0 || errno != EAGAIN || !wait_for(POLLIN))
            return false;
        if (unread_.size() > head_limit) return false;
    }
}

hostile_server::hostile_server(const std::string& body)
    : stop_(checked(::eventfd(0, EFD_CLOEXEC), "eventfd")),
      listener_(listen_on_loopback(SOMAXCONN, SOCK_NONBLOCK)),
      unaccepted_(listen_on_loopback(SOMAXCONN, SOCK_NONBLOCK)), port_(port_of(listener_)),
      unaccepted_port_(port_of(unaccepted_)) {
    add_cut_bodies(body);
    add_floods();
    add_answers(body);
    acceptor_ = std::thread([this] { accept_all(); });
}

hostile_server::~hostile_server() {
    if (::eventfd_write(stop_.get(), 1) != 0) std::perror("hostile_server: cannot stop");
    acceptor_.join();
}

std::string hostile_server::url(std::string_view path) const { return url_on(port_, path); }

std::string hostile_server::unaccepted_url(std::string_view path) const {
    return url_on(unaccepted_port_, path);
}

void hostile_server::on(const std::string& segment, behaviour act) {
    const std::scoped_lock lock(mutex_);
    behaviours_.insert_or_assign(segment, std::move(act));
}

hostile_server::behaviour hostile_server::behaviour_for(std::string_view target) {
    if (target.starts_with('/')) target.remove_prefix(1);
    const std::scoped_lock lock(mutex_);
    const auto found = behaviours_.find(target.substr(0, target.find_first_of("/?")));
    return found == behaviours_.end() ? behaviours_.at("404") : found->second;
}

void hostile_server::accept_all() {
    while (wait(stop_.get(), listener_.get(), POLLIN, for_ever) == woken::by_socket) {
        workers_.remove_if([](worker& each) {
            if (each.done) each.thread.join();
            return !each.thread.joinable();
        });
        unique_fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket) {
            if (errno == EAGAIN || errno == ECONNABORTED) continue;
            std::perror("hostile_server: cannot accept");
            break;
        }
        ++connections_;
        if (to_close_ > 0) {
            --to_close_;
            continue;
        }
        auto& started = workers_.emplace_back();
        started.thread = std::thread([this, &started, held = std::move(socket)] {
            serve(held);
            started.done = true;
        });
    }
    for (auto& each : workers_)
        each.thread.join();
}

void hostile_server::serve(const unique_fd& socket) {
    connection peer(socket.get(), stop_.get());
    while (peer.read_head()) {
        ++requests_;
        if (!behaviour_for(peer.target())(peer)) return;
    }
}

void hostile_server::add_cut_bodies(const std::string& body) {
    on("short", [body](connection& peer) {
        peer.send(png_head(body.size()) + half(body));
        return false;
    });
    on("chunked-cut", [body](connection& peer) {
        std::array<char, 20> size{};
        std::snprintf(size.data(), size.size(), "%zx\r\n", body.size());
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n" +
                  std::string(size.data()) + body + "\r\n");
        return false;
    });
    on("close-cut", [body](connection& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n" + half(body));
        return false;
    });
    on("reset", [body](connection& peer) {
        peer.send(png_head(body.size()) + half(body));
        peer.reset();
        return false;
    });
}

void hostile_server::add_floods() {
    on("silent", [](connection& peer) {
        peer.wait_until_peer_closes();
        return false;
    });
    on("endless", [](connection& peer) {
        return send_until_closed(peer,
                                 "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n",
                                 std::string(16384, 'x'));
    });
    on("header-flood", [](connection& peer) {
        return send_until_closed(peer, "HTTP/1.1 200 OK\r\n", "X-Flood: " + std::string(1000, 'x') + "\r\n");
    });
}

void hostile_server::add_answers(const std::string& body) {
    const auto always = [this](const std::string& segment, std::string whole) {
        on(segment, [whole = std::move(whole)](connection& peer) { return peer.send(whole); });
    };
    always("ok", answer("200 OK", "Content-Type: image/png\r\n", body));
    always("html", answer("200 OK", "Content-Type: image/png\r\n",
                          "<!doctype html><html><title>Sign in</title><p>Welcome to the hotel</p></html>"));
    always("loop", answer("302 Found", "Location: " + url("/loop") + "\r\n", {}));
    always("to-file", answer("302 Found", "Location: file:///etc/passwd\r\n", {}));
    always("to-ok", answer("302 Found", "Location: " + url("/ok") + "\r\n", {}));
    always("204", "HTTP/1.1 204 No Content\r\n\r\n"); // has no length (RFC 9110, 8.6)
    always("206", answer("206 Partial Content",
                         "Content-Type: image/png\r\nContent-Range: bytes 0-" +
                             std::to_string(body.size() / 2 - 1) + "/" + std::to_string(body.size()) + "\r\n",
                         half(body)));
    always("404", answer("404 Not Found", "Content-Type: text/plain\r\n", "no such flag\n"));
    always("500", answer("500 Internal Server Error", "Content-Type: text/plain\r\n", "out of flags\n"));
    on("drip", [body](connection& peer) {
        const auto each = drip_time(peer.target());
        bool open = peer.send(png_head(body.size()));
        for (std::size_t at = 0; open && at < body.size(); ++at)
            open = peer.pause(each) && peer.send(body.substr(at, 1));
        return open;
    });
}

} // namespace flags::test
