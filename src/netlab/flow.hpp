// Which packets belong together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace flags::netlab {

/// A hash of an IPv4 packet's protocol and addresses (RFC 791) and, where it is the first part of a TCP or UDP packet, of its
/// ports; of what there is of them in a packet that is too short.
[[nodiscard]] std::uint64_t flow_of(std::span<const std::byte> packet) noexcept;

} // namespace flags::netlab
