// The embedded flag server: real HTTP/1.1 on a loopback port, with TLS if wanted, for trying, testing and measuring without the
// internet.
#pragma once

#include "origin/faults.hpp"

#include <flags/catalog/countries.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace flags::origin {

/// What a server authenticates itself with.
struct tls_identity {
    std::string certificate_pem;
    std::string key_pem;
};

/// How a server is set up.
struct options {
    std::string bind_address = "127.0.0.1";           ///< a numeric IPv4 or IPv6 address
    std::uint16_t port = 0;                           ///< 0: a free one, see port()
    std::optional<std::filesystem::path> directory{}; ///< flags to serve instead of Debian's package
    /// Each answer is delayed by a time drawn between these two, at most one hour.
    std::chrono::nanoseconds min_delay{0};
    std::chrono::nanoseconds max_delay{0};
    path_delays own_delays{}; ///< of single answers, in place of a drawn one; at most one hour, too
    double error_rate = 0;    ///< the fraction, 0 to 1, that is answered 418
    std::uint64_t seed = 0;   ///< what delays and errors are drawn from
    /// A connection that is idle for this time is closed, 1 s to 1 h.
    std::chrono::seconds idle_timeout = std::chrono::seconds(30);
    std::optional<tls_identity> tls{}; ///< none: plain HTTP
    std::filesystem::path flag_package = "/usr/share/iso-flags-png-320x240";
    std::filesystem::path country_names = catalog::countries::default_file;
};

/// Serves `/flags/{cc}/{cc}.png` and `/flags/{cc}/metadata.json`, or a directory, from construction to
/// destruction.
/// Like: the book's `python3 -m http.server` and slow_server.py in one, in this process.
/// Owns: a listening socket, a thread for all connections, and a timer thread when there are delays.
/// Units/limits: 2048 connections, or as many as there may be open files, each with 16 KiB for its request's header and 64 KiB for the file it is
/// sent; further clients wait in the kernel's queue. No request body is read.
/// TLS is GnuTLS's, 1.3 or 1.2, without session resumption: each connection does a full handshake.
/// Errors: usage_error for options that make no sense; storage_error when the flags are not installed;
/// machine_error when the address is taken, no connection may be open or the TLS identity is not valid. A later failure is answered with
/// status 500 and a sentence.
/// Threads: port() and base_url() any; construction and destruction by the owner.
class server {
public:
    explicit server(const options& settings = {});
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Where the flags are, without a slash at the end: "http://127.0.0.1:PORT/flags", or https.
    [[nodiscard]] std::string base_url() const;

private:
    class daemon;
    std::unique_ptr<daemon> daemon_;
};

} // namespace flags::origin
