// A certification authority that lives as long as it is needed, and one server certificate of it.
#pragma once

#include "origin/server.hpp"

#include <string>
#include <string_view>

namespace flags::origin {

/// Made in memory: neither key touches the disk, and the authority's own is forgotten once it has signed.
/// Units/limits: P-256 keys (the cheapest to sign with of those that all clients know), serial numbers of 127 random
/// bits, valid from an hour ago, for clocks that disagree, until tomorrow.
struct throwaway_ca {
    std::string certificate_pem; ///< what clients have to trust
    tls_identity server;
};

/// For a server with this numeric address.
/// Errors: machine_error when libcrypto refuses.
[[nodiscard]] throwaway_ca make_throwaway_ca(std::string_view address);

} // namespace flags::origin
