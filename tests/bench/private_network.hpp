// A network that nobody else is on, where this process may be the name server of every program it starts.
#pragma once

#include <filesystem>
#include <string>

namespace flags::bench {

/// Moves this process, which has one thread, into network and mount namespaces of its own for the rest of its life,
/// and into a user namespace when it is not root: there is only loopback, port 53 is free, and `resolv_conf` lies over /etc/resolv.conf (namespaces(7),
/// user_namespaces(7)). Once more does nothing.
/// Lifetime: `resolv_conf` stays as long as the process.
/// Returns why this machine does not allow it; empty when it did.
[[nodiscard]] std::string enter_private_network(const std::filesystem::path& resolv_conf);

} // namespace flags::bench
