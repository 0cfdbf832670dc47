// What packets on an Ethernet look like.
#pragma once

namespace flags::window {

// With timestamps (RFC 7323), as Linux sends them: 1500 bytes of IP packet carry 1448 of the answer.
inline constexpr double payload_bytes = 1448;
inline constexpr double packet_bytes = 1500;

// A SYN-ACK with the usual options: 20 bytes of IP header, 40 of TCP.
inline constexpr double syn_ack_bytes = 60;

} // namespace flags::window
