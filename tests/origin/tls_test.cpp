// The embedded server over TLS, and the authority of its certificate.
#include "origin/http_get.hpp"
#include "origin/server.hpp"
#include "origin/throwaway_ca.hpp"
#include "support/socket.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <ctime>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>

using namespace std::chrono_literals;
using flags::machine_error;
using flags::unique_fd;
using flags::origin::make_throwaway_ca;
using flags::origin::server;
using flags::test::checked;
using flags::test::http_client;

namespace {

unique_fd connected_to(std::uint16_t port) {
    unique_fd socket(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
    return socket;
}

std::chrono::nanoseconds cpu_time() {
    timespec used{};
    checked(::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used), "clock_gettime");
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

} // namespace

TEST_CASE("a client that trusts the authority gets the flag over TLS, delayed or not, any other does not") {
    const auto ca = make_throwaway_ca("127.0.0.1");
    const server origin({.min_delay = 20ms, .max_delay = 20ms, .tls = ca.server});
    CHECK(origin.base_url().starts_with("https://127.0.0.1:"));
    http_client client;
    const auto flag = client.send({.url = origin.base_url() + "/cn/cn.png", .ca_pem = ca.certificate_pem});
    CHECK(flag.status == 200);
    CHECK(flag.body.starts_with("\x89PNG"));
    CHECK(flag.took >= 20ms);
    const auto stranger = make_throwaway_ca("127.0.0.1");
    CHECK_THROWS_AS(
        http_client().send({.url = origin.base_url() + "/cn/cn.png", .ca_pem = stranger.certificate_pem}),
        std::runtime_error);
}

TEST_CASE("a certificate is valid for its address only") {
    const auto ca = make_throwaway_ca("127.0.0.2");
    const server origin({.tls = ca.server});
    CHECK_THROWS_AS(
        http_client().send({.url = origin.base_url() + "/cn/cn.png", .ca_pem = ca.certificate_pem}),
        std::runtime_error);
}

TEST_CASE("a wrong TLS identity, or one of two different pairs, is refused") {
    CHECK_THROWS_WITH_AS(server({.tls = {{.certificate_pem = "no PEM", .key_pem = "at all"}}}),
                         doctest::Contains("certificate and key"), machine_error);
    const auto mine = make_throwaway_ca("127.0.0.1").server;
    const auto yours = make_throwaway_ca("127.0.0.1").server;
    CHECK_THROWS_AS(server({.tls = {{.certificate_pem = mine.certificate_pem, .key_pem = yours.key_pem}}}),
                    machine_error);
}

TEST_CASE("a TLS handshake that waits for its client costs no processor time") {
    const auto ca = make_throwaway_ca("127.0.0.1");
    const server origin({.tls = ca.server});
    const auto client = connected_to(origin.port());
    constexpr std::array<unsigned char, 9> begun = {0x16, 3, 1, 2,   0,
                                                    1,    0, 1, 0xfc}; // of a ClientHello, RFC 8446
    checked(static_cast<int>(::send(client.get(), begun.data(), begun.size(), 0)), "send");
    const auto before = cpu_time();
    // Nothing comes back: this is a pause, in which a server that spins uses all of a processor.
    pollfd answer{.fd = client.get(), .events = POLLIN, .revents = 0};
    CHECK(::poll(&answer, 1, 400) == 0);
    CHECK(cpu_time() - before < 100ms);
}
