// Packets of one connection belong together, those of two do not.
#include "netlab/flow.hpp"

#include <doctest/doctest.h>

#include <array>
#include <span>

using namespace flags::netlab;

namespace {

// IPv4 without options, TCP, from 198.18.0.1:49152 to 198.18.0.2:80.
std::array<std::byte, 40> tcp_packet() {
    std::array<std::byte, 40> bytes{};
    const unsigned char header[] = {0x45, 0,  0, 40, 1,   2,  0x40, 0, 64,  6, 0, 0,
                                    198,  18, 0, 1,  198, 18, 0,    2, 192, 0, 0, 80};
    for (std::size_t n = 0; n < sizeof header; ++n)
        bytes[n] = std::byte{header[n]};
    return bytes;
}

std::uint64_t flow_with(std::size_t place, int value) {
    auto packet = tcp_packet();
    packet[place] = static_cast<std::byte>(value);
    return flow_of(packet);
}

} // namespace

TEST_CASE("a flow is protocol, addresses and ports, and nothing else of a packet") {
    const auto flow = flow_of(tcp_packet());
    for (const std::size_t place : {9U, 12U, 15U, 16U, 19U, 20U, 21U, 22U, 23U}) {
        CAPTURE(place);
        CHECK(flow_with(place, 17 + static_cast<int>(place)) != flow);
    }
    for (const std::size_t place : {1U, 2U, 4U, 8U, 10U, 24U, 39U})
        CHECK(flow_with(place, 99) == flow);
    CHECK(flow_with(0, 0x46) != flow); // its ports are four bytes later
}

TEST_CASE("parts of a packet and short packets have no ports") {
    auto part = tcp_packet();
    part[7] = std::byte{1};
    const auto first = flow_of(part);
    part[20] = std::byte{7};
    CHECK(flow_of(part) == first);
    CHECK(flow_of({}) == flow_of(std::array<std::byte, 5>{}));
    const auto whole = tcp_packet();
    CHECK(flow_of(std::span(whole).first(22)) != flow_of(whole));
}
