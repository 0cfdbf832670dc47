// Pairs of virtual Ethernet interfaces: a packet sent by one is received by the other (veth(4)).
#pragma once

#include <flags/base/unique_fd.hpp>

namespace flags::netlab {

/// Makes `near`, with this interface number, in the network of the calling thread, and `far` in `far_network`.
/// Errors: machine_error.
void make_veth_pair(const char* near, int number, const char* far, const unique_fd& far_network);

/// Whether the interface is up and has noticed its carrier (RFC 2863: ifOperStatus up).
/// Errors: machine_error.
[[nodiscard]] bool is_operational(const char* name);

} // namespace flags::netlab
