// How a client connects, waits and limits.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace flags::http {

enum class connection_policy : std::uint8_t {
    keep_alive, ///< a connection is kept and serves later requests to the same host
    new_each,   ///< every request opens its own connection and closes it
};

/// Settings of a client; they hold for all of its requests.
struct client_options {
    /// The longest time without progress: for the whole of connecting, then for each wait for bytes.
    /// 6.1 s is the book's time-out: "slightly larger than a multiple of 3", TCP's retransmission window (RFC
    /// 6298).
    std::chrono::milliseconds stall_timeout{6'100};
    /// The longest time for a whole request with its redirects; none by default.
    std::optional<std::chrono::milliseconds> max_time;
    /// A larger body fails while it arrives, whatever length was announced.
    std::size_t max_body_bytes = std::size_t{16} * 1024 * 1024;
    int max_redirects = 5;
    connection_policy connections = connection_policy::keep_alive;
    /// Connections that are kept open; at least the number of requests in flight, or each of them reconnects.
    std::size_t max_connections = 32;
    /// PEM bundle to verify servers with; the system's by default.
    std::optional<std::filesystem::path> ca_file;
    /// No verification of certificates and host names at all.
    bool insecure = false;
    /// Offers HTTP/2 by ALPN on https. WORKAROUND(curl 7.88): never by prior knowledge, which breaks when a connection is
    /// used again (#10634).
    bool http2 = false;
    /// The only name servers to ask, each "ADDRESS" or "ADDRESS:PORT"; the system's when empty. Names
    /// that only a redirection brings are always asked of the system.
    std::vector<std::string> nameservers{};
    /// Honours http_proxy, https_proxy, all_proxy and no_proxy of the environment. When they name a proxy,
    /// names are left to it and to libcurl.
    bool environment_proxy = true;
    std::string user_agent = "flags/0.1.0";
};

} // namespace flags::http
