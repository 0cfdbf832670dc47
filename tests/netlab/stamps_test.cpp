// The kernel's stamps, and how far they are believed.
#include "netlab/stamps.hpp"
#include "support/socket.hpp"

#include <flags/base/unique_fd.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <netinet/in.h>
#include <span>
#include <sys/socket.h>

using namespace std::chrono_literals;
using namespace flags::netlab;
using flags::unique_fd;
using flags::test::checked;

TEST_CASE("a packet's stamp is the time of its arrival, not of its reading") {
    const unique_fd socket(checked(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    address.sin_port = htons(flags::test::port_of(socket));
    stamp_arrivals(socket.get());
    // The kernel begins to stamp a moment after it was asked to, and until then a stamp is of when it is read.
    std::array<std::byte, 3> bytes{};
    stamped got;
    auto sent = real_time();
    for (auto unstamped = true; unstamped;) {
        sent = real_time();
        checked(static_cast<int>(::sendto(socket.get(), "flag", 4, 0,
                                          reinterpret_cast<const sockaddr*>(&address), sizeof address)),
                "sendto");
        const auto later = real_time();
        while (real_time() < later + 1ms) {
        }
        got = receive_stamped(socket.get(), bytes);
        unstamped = got.arrived > later;
    }
    CHECK(got.size == 4); // though only three were read
    CHECK(got.arrived >= sent);
    CHECK(receive_stamped(socket.get(), bytes).size == -1);
}

TEST_CASE("a stamp is converted to the steady clock and accepted within bounds") {
    const arrival_clock::clock::time_point now(1h);
    constexpr auto offset = 500'000h;
    const auto stamp = [&](arrival_clock::clock::time_point at) { return at.time_since_epoch() + offset; };
    arrival_clock packets;
    CHECK(packets.next(stamp(now - 900ms), offset, now) == now - 900ms);
    CHECK(packets.next(stamp(now - 950ms), offset, now) == now - 900ms); // never before an earlier one
    CHECK(packets.next(stamp(now - 100ms), offset, now) == now - 100ms);
    CHECK(packets.next(stamp(now + 1ns), offset, now) == now); // never in the future
    CHECK(arrival_clock().next(stamp(now - 1001ms), offset, now) == now);
    CHECK(arrival_clock().next(0ns, offset, now) == now); // none
}
