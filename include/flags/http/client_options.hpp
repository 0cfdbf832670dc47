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

/// The least that has to come. Without it a server that sends a byte before each stall limit held a run for hours: 18 kB
/// in 2.6 h.
struct rate_floor {
    /// Two of the smallest segments that TCP makes are more (RFC 9293 section 3.7.1: 536 bytes). A link that is slow and
    /// honest brings one of them before each stall limit, and so five in the window: GPRS, with 3.7 kB/s for all, brings
    /// 64 flags at once 1,700 bytes each in 30 s.
    std::size_t bytes = 1'000;
    /// As curl's usual one (--speed-time). At the floor a flag of 18 kB takes 9 minutes.
    std::chrono::milliseconds window{30'000};
    /// A longer stall limit makes a longer window.
    static constexpr int stalls_in_a_window = 5;
};

/// Settings of a client; they hold for all of its requests.
struct client_options {
    /// The longest time without progress: for the whole of connecting, then for each wait for bytes.
    /// 6.1 s is the book's time-out: "slightly larger than a multiple of 3", TCP's retransmission window (RFC
    /// 6298).
    std::chrono::milliseconds stall_timeout{6'100};
    rate_floor floor{};
    /// The longest time for a whole request with its redirects; none by default.
    std::optional<std::chrono::milliseconds> max_time;
    /// A larger body fails while it arrives, whatever length was announced. That of a redirection counts, too, and what
    /// is around the pieces of a chunked body has such a limit between two pieces.
    std::size_t max_body_bytes = std::size_t{16} * 1024 * 1024;
    /// All bodies that are coming together; at least max_body_bytes. One for which there is no room fails, and may be asked
    /// for again.
    std::size_t max_bytes_in_flight = std::size_t{128} * 1024 * 1024;
    int max_redirects = 5;
    connection_policy connections = connection_policy::keep_alive;
    /// Connections that are kept open; at least the number of requests in flight, or each of them reconnects.
    std::size_t max_connections = 32;
    /// PEM bundle to verify servers with; the system's authorities by default.
    std::optional<std::filesystem::path> ca_file;
    /// Authorities, each in a file with the hash of its name (openssl-rehash(1)), instead of a bundle. Only those that a
    /// server's certificate needs are read. The system's folder is used like that, where it has such files.
    std::optional<std::filesystem::path> ca_folder{};
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
    std::string user_agent = "flags/0.2.0";
};

} // namespace flags::http
