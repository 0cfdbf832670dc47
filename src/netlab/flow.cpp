// Offsets are those of RFC 791, section 3.1.
#include "netlab/flow.hpp"

#include <flags/base/random.hpp>

#include <array>
#include <netinet/in.h>
#include <string_view>

namespace flags::netlab {

std::uint64_t flow_of(std::span<const std::byte> packet) noexcept {
    const auto byte_at = [&](std::size_t offset) {
        return offset < packet.size() ? std::to_integer<unsigned>(packet[offset]) : 0U;
    };
    std::array<char, 13> key{}; // protocol, two addresses, two ports
    const auto copy = [&](std::size_t from, std::size_t size, std::size_t to) {
        for (std::size_t n = 0; n < size; ++n)
            key[to + n] = static_cast<char>(byte_at(from + n));
    };
    copy(9, 1, 0);
    copy(12, 8, 1);
    const bool is_later_part = ((byte_at(6) & 0x1FU) | byte_at(7)) != 0;
    const bool has_ports = byte_at(9) == IPPROTO_TCP || byte_at(9) == IPPROTO_UDP;
    if (has_ports && !is_later_part) copy(std::size_t{byte_at(0) & 0xFU} * 4, 4, 9);
    return fnv1a(std::string_view(key.data(), key.size()));
}

} // namespace flags::netlab
