// The interfaces of the lab: two pairs of virtual Ethernet, client to ferry and ferry to origin.
#pragma once

#include "netlab/namespaces.hpp"

#include <string_view>

namespace flags::netlab {

/// Addresses of the two ends: the block for tests of network devices (RFC 2544 appendix C.2.2), which is
/// nobody's on the internet.
inline constexpr std::string_view client_address = "198.18.0.1";
inline constexpr std::string_view origin_address = "198.18.0.2";

/// The ferry's ends, in its namespace. The other ends are called "lab0", each in its own.
inline constexpr const char* client_end = "client";
inline constexpr const char* origin_end = "origin";

/// What both ends' TCP is told to do: in the kernel always, and allowed in every namespace.
inline constexpr std::string_view congestion_control = "reno";

/// Makes and configures the interfaces: the neighbour is known without asking (no ARP), packets are as large
/// as on a wire (no segmentation or checksum offload), no IPv6, TCP remembers nothing of earlier connections
/// (tcp(7): tcp_no_metrics_save), and loopback is up on both sides.
/// Errors: machine_error that names the interface and the step.
void lay_wires(const namespaces& three);

} // namespace flags::netlab
