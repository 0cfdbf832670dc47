// The interfaces of the lab: two pairs of virtual Ethernet, between client and ferry, and between ferry and origin.
#pragma once

#include "netlab/namespaces.hpp"

#include <string>
#include <string_view>

namespace flags::netlab {

/// Addresses of the two ends, of the block for tests of network devices, which is not routed on the internet
/// (RFC 2544 appendix C.2.2).
inline constexpr std::string_view client_address = "198.18.0.1";
inline constexpr std::string_view origin_address = "198.18.0.2";

/// The ferry's ends, in its namespace. The other ends are called "lab0", each in its own.
inline constexpr const char* client_end = "client";
inline constexpr const char* origin_end = "origin";

/// Brings up the loopback interface in the network of the calling thread. Errors: machine_error.
void bring_loopback_up();

/// Makes and configures the interfaces: a permanent neighbour entry (no ARP), packets of at most the MTU (no segmentation or
/// checksum offload), no IPv6, no TCP metrics of earlier connections (tcp(7): tcp_no_metrics_save), and loopback up on both
/// sides, and this congestion control (conditions::congestion_control).
/// Errors: machine_error that names the interface and the step, or a congestion control that may not be used here and those
/// that the kernel has.
void lay_wires(const namespaces& three, std::string_view congestion_control);

/// Those that the kernel has for the network of the calling thread: "reno cubic".
[[nodiscard]] std::string congestion_controls();

} // namespace flags::netlab
