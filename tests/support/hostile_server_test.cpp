// Each misbehaviour is on the wire as its name says; a plain socket reads it.
#include "support/hostile_server.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>

using flags::unique_fd;
using flags::test::hostile_server;

namespace {

const std::string body = "0123456789abcdef";

unique_fd connect_to(std::uint16_t port) {
    unique_fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = ::htons(port);
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    return socket;
}

void ask(const unique_fd& socket, const std::string& path) {
    const auto request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    REQUIRE(::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(request.size()));
}

struct reply {
    std::string bytes;
    int failure = 0; // errno at the end; 0 for an orderly one
};

/// Reads until the end, or until `enough` bytes are there.
reply read_reply(const unique_fd& socket, std::size_t enough = std::string::npos) {
    reply all;
    std::array<char, 65536> buffer{};
    while (all.bytes.size() < enough) {
        const auto count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
        if (count < 0) all.failure = errno;
        if (count <= 0) break;
        all.bytes.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return all;
}

/// For answers that leave the connection open: ends our side, on which the server closes its own.
reply get(const hostile_server& server, const std::string& path) {
    const auto socket = connect_to(server.port());
    ask(socket, path);
    ::shutdown(socket.get(), SHUT_WR);
    return read_reply(socket);
}

reply get_until_server_ends(const hostile_server& server, const std::string& path) {
    const auto socket = connect_to(server.port());
    ask(socket, path);
    return read_reply(socket);
}

bool contains(const reply& all, std::string_view part) { return all.bytes.find(part) != std::string::npos; }

} // namespace

TEST_CASE("the behaviour is chosen by the first segment of the path") {
    const hostile_server server(body);
    CHECK(get(server, "/ok").bytes.ends_with("Content-Length: 16\r\n\r\n" + body));
    CHECK(get(server, "/ok/bd.png").bytes == get(server, "/ok?x=1").bytes);
    CHECK(get(server, "/nobody/knows").bytes.starts_with("HTTP/1.1 404 "));
}

TEST_CASE("whole answers keep the connection, and connections and requests are counted") {
    const hostile_server server(body);
    const auto socket = connect_to(server.port());
    const auto one = get(server, "/ok").bytes.size();
    for (int round = 0; round < 3; ++round) {
        ask(socket, "/ok");
        CHECK(read_reply(socket, one).bytes.ends_with(body));
    }
    CHECK(server.connections() == 2);
    CHECK(server.requests() == 4);
}

TEST_CASE("cut bodies end early and in order") {
    const hostile_server server(body);
    const auto cut = get_until_server_ends(server, "/short");
    CHECK(contains(cut, "Content-Length: 16\r\n"));
    CHECK(cut.bytes.ends_with("\r\n\r\n01234567"));
    CHECK(cut.failure == 0);

    const auto chunked = get_until_server_ends(server, "/chunked-cut");
    CHECK(contains(chunked, "Transfer-Encoding: chunked\r\n"));
    CHECK(chunked.bytes.ends_with("\r\n\r\n10\r\n" + body + "\r\n"));

    const auto closed = get_until_server_ends(server, "/close-cut");
    CHECK_FALSE(contains(closed, "Content-Length"));
    CHECK(closed.bytes.ends_with("\r\n\r\n01234567"));
}

TEST_CASE("reset ends with RST and not with FIN") {
    const hostile_server server(body);
    CHECK(get_until_server_ends(server, "/reset").failure == ECONNRESET);
}

TEST_CASE("floods go on until the peer has had enough") {
    const hostile_server server(body);
    for (const std::string path : {"/endless", "/header-flood"}) {
        const auto socket = connect_to(server.port());
        ask(socket, path);
        const auto flood = read_reply(socket, 1U << 20U);
        CHECK(flood.failure == 0);
        CHECK(flood.bytes.size() >= 1U << 20U);
        CHECK(contains(flood, "\r\n\r\n") == (path == "/endless"));
    }
}

TEST_CASE("redirects lead where they say") {
    const hostile_server server(body);
    CHECK(contains(get(server, "/loop"), "Location: " + server.url("/loop") + "\r\n"));
    CHECK(contains(get(server, "/to-ok"), "Location: " + server.url("/ok") + "\r\n"));
    CHECK(contains(get(server, "/to-file"), "Location: file:///etc/passwd\r\n"));
}

TEST_CASE("wrong answers have the status of their name") {
    const hostile_server server(body);
    CHECK(get(server, "/204").bytes == "HTTP/1.1 204 No Content\r\n\r\n");
    CHECK(get(server, "/404").bytes.starts_with("HTTP/1.1 404 "));
    CHECK(get(server, "/500").bytes.starts_with("HTTP/1.1 500 "));
    const auto part = get(server, "/206");
    CHECK(contains(part, "Content-Range: bytes 0-7/16\r\n"));
    CHECK(part.bytes.ends_with("\r\n\r\n01234567"));
    const auto page = get(server, "/html");
    CHECK(contains(page, "Content-Type: image/png\r\n"));
    CHECK(contains(page, "<html>"));
}

TEST_CASE("drip takes its time for each byte") {
    const hostile_server server(body);
    const auto socket = connect_to(server.port());
    const auto before = std::chrono::steady_clock::now();
    ask(socket, "/drip?ms=5");
    const auto head = read_reply(socket, 1).bytes.size(); // the head and perhaps more
    const auto whole = get(server, "/ok").bytes.size();
    CHECK(read_reply(socket, whole - head).bytes.ends_with("f"));
    CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(5) * 16);
}

TEST_CASE("a silent server takes the request, says nothing and lets go when it is destroyed") {
    std::optional<hostile_server> server(body);
    const auto socket = connect_to(server->port());
    ask(socket, "/silent");
    while (server->requests() == 0)
        std::this_thread::yield();
    pollfd answer{.fd = socket.get(), .events = POLLIN, .revents = 0};
    CHECK(::poll(&answer, 1, 0) == 0);
    server.reset();
    const auto rest = read_reply(socket);
    CHECK(rest.bytes.empty());
}

TEST_CASE("destroying the server ends floods, drips and idle connections") {
    std::optional<hostile_server> server(body);
    const auto idle = connect_to(server->port());
    const auto flood = connect_to(server->port());
    const auto drip = connect_to(server->port());
    ask(flood, "/endless");
    ask(drip, "/drip?ms=3600000");
    while (server->requests() < 2)
        std::this_thread::yield();
    server.reset();
    CHECK(read_reply(idle).bytes.empty());
    CHECK(read_reply(flood).bytes.size() < hostile_server::flood_limit);
    CHECK_FALSE(read_reply(drip).bytes.ends_with("f"));
}

TEST_CASE("the unaccepted port completes handshakes and answers nobody") {
    const hostile_server server(body);
    const auto url = server.unaccepted_url("/ok");
    const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    CHECK(port != server.port());
    const auto socket = connect_to(port);
    ask(socket, "/ok");
    CHECK(server.connections() == 0);
}

TEST_CASE("a test brings behaviours of its own") {
    hostile_server server(body);
    server.on("echo", [](flags::test::connection& peer) {
        peer.send(peer.head());
        return false;
    });
    CHECK(get_until_server_ends(server, "/echo/me").bytes == "GET /echo/me HTTP/1.1\r\nHost: x\r\n\r\n");
}
