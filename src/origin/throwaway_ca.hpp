// A temporary certification authority with one server certificate.
#pragma once

#include "origin/server.hpp"

#include <string>
#include <string_view>

namespace flags::origin {

/// Made in memory: no key is written to disk, and the authority's own is freed after it has signed.
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
