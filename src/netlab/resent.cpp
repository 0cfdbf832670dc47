// Offsets are those of RFC 791, section 3.1, and RFC 9293, section 3.1.
#include "netlab/resent.hpp"

#include <algorithm>
#include <netinet/in.h>
#include <optional>

namespace flags::netlab {
namespace {

constexpr std::size_t most_connections = 65'536;
constexpr unsigned fin_bit = 1;
constexpr unsigned syn_bit = 2;

struct segment {
    std::uint32_t first;
    std::uint32_t length; // in sequence numbers
    bool opens;
};

unsigned byte_of(std::span<const std::byte> packet, std::size_t offset) {
    return std::to_integer<unsigned>(packet[offset]);
}

std::optional<segment> segment_in(std::span<const std::byte> packet) {
    constexpr std::size_t least_header = 20;
    if (packet.size() < 2 * least_header || byte_of(packet, 9) != IPPROTO_TCP) return std::nullopt;
    const bool is_later_part = ((byte_of(packet, 6) & 0x1FU) | byte_of(packet, 7)) != 0;
    const std::size_t whole =
        std::min<std::size_t>(packet.size(), (byte_of(packet, 2) << 8U) | byte_of(packet, 3));
    const std::size_t tcp = std::size_t{byte_of(packet, 0) & 0xFU} * 4;
    if (is_later_part || tcp < least_header || whole < tcp + least_header) return std::nullopt;
    const std::size_t data = tcp + std::size_t{byte_of(packet, tcp + 12) >> 4U} * 4;
    if (data < tcp + least_header || whole < data) return std::nullopt;
    const unsigned bits = byte_of(packet, tcp + 13);
    std::uint32_t first = 0;
    for (std::size_t n = 4; n < 8; ++n)
        first = (first << 8U) | byte_of(packet, tcp + n);
    const auto length = static_cast<std::uint32_t>(whole - data) + ((bits & fin_bit) != 0 ? 1U : 0U) +
                        ((bits & syn_bit) != 0 ? 1U : 0U);
    return segment{.first = first, .length = length, .opens = (bits & syn_bit) != 0};
}

// Numbers begin anew after 2^32.
bool is_before(std::uint32_t one, std::uint32_t other) { return static_cast<std::int32_t>(one - other) < 0; }

} // namespace

void resent_segments::note(std::uint64_t flow, std::span<const std::byte> packet) {
    const auto seen = segment_in(packet);
    if (!seen || seen->length == 0) return;
    const std::uint32_t end = seen->first + seen->length;
    const auto known = next_.find(flow);
    if (known == next_.end()) {
        if (next_.size() >= most_connections) next_.clear();
        next_.emplace(flow, end);
        return;
    }
    // The same ports may be used by a later connection, which has numbers of its own.
    const bool is_new = seen->opens && known->second != end;
    if (!is_new && is_before(seen->first, known->second)) ++count_;
    if (is_new || is_before(known->second, end)) known->second = end;
}

} // namespace flags::netlab
