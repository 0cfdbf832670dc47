// Which segments were sent before.
#include "netlab/resent.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

using namespace flags::netlab;

namespace {

constexpr unsigned fin = 1;
constexpr unsigned syn = 2;
constexpr unsigned ack = 16;

// IPv4 and TCP without options, then `length` bytes.
std::vector<std::byte> segment(std::uint32_t first, std::size_t length, unsigned bits = ack) {
    std::vector<std::byte> packet(40 + length);
    packet[0] = std::byte{0x45};
    packet[2] = static_cast<std::byte>(packet.size() >> 8U);
    packet[3] = static_cast<std::byte>(packet.size() & 0xFFU);
    packet[9] = std::byte{6};
    for (unsigned n = 0; n < 4; ++n)
        packet[24 + n] = static_cast<std::byte>((first >> (24 - 8 * n)) & 0xFFU);
    packet[32] = std::byte{0x50};
    packet[33] = static_cast<std::byte>(bits);
    return packet;
}

std::uint64_t count_of(const std::vector<std::vector<std::byte>>& packets) {
    resent_segments all;
    for (const auto& each : packets)
        all.note(7, each);
    return all.count();
}

} // namespace

TEST_CASE("a segment counts when its numbers were there before, whole or in part") {
    struct row {
        const char* what;
        std::vector<std::vector<std::byte>> packets;
        std::uint64_t count;
    };
    const row rows[] = {
        {"in order",
         {segment(9, 0, syn | ack), segment(10, 1448), segment(1458, 1448), segment(2906, 0, fin | ack)},
         0},
        {"the last again", {segment(10, 1448), segment(10, 1448)}, 1},
        {"one behind", {segment(10, 1448), segment(1458, 1448), segment(10, 1448), segment(2906, 1448)}, 1},
        {"partly new", {segment(10, 1448), segment(1000, 1448)}, 1},
        {"a gap is none", {segment(10, 1448), segment(5000, 1448)}, 0},
        {"acknowledgements", {segment(10, 1448), segment(1458, 0), segment(1458, 0)}, 0},
        {"SYN and FIN again",
         {segment(9, 0, syn), segment(9, 0, syn), segment(10, 0, fin), segment(10, 0, fin)},
         2},
        {"beyond 2^32", {segment(0xFFFFFFF0, 32), segment(16, 8), segment(0xFFFFFFF0, 32)}, 1},
        {"the same ports anew",
         {segment(9'000, 0, syn), segment(9'001, 100), segment(50, 0, syn), segment(51, 100)},
         0},
    };
    for (const auto& [what, packets, count] : rows) {
        CAPTURE(what);
        CHECK(count_of(packets) == count);
    }
}

TEST_CASE("connections are apart, and what is no whole TCP header changes nothing") {
    resent_segments all;
    all.note(1, segment(10, 1448));
    all.note(2, segment(10, 1448));
    CHECK(all.count() == 0);
    const auto whole = segment(10, 1448);
    for (std::size_t size = 0; size < 40; ++size)
        all.note(1, std::span(whole).first(size));
    const std::pair<std::size_t, int> changes[] = {{0, 0x40},  {0, 0x4F},  {6, 0x01}, {9, 17},
                                                   {32, 0x00}, {32, 0xF0}, {3, 0x10}};
    for (const auto& [place, value] : changes) {
        auto wrong = segment(10, 4);
        wrong[place] = static_cast<std::byte>(value);
        all.note(1, wrong);
    }
    CHECK(all.count() == 0);
}

TEST_CASE("only so many connections are remembered") {
    resent_segments all;
    for (std::uint64_t flow = 0; flow <= 65'536; ++flow)
        all.note(flow, segment(10, 1));
    all.note(65'536, segment(10, 1));
    CHECK(all.count() == 1);
    all.note(0, segment(10, 1)); // forgotten
    CHECK(all.count() == 1);
}
