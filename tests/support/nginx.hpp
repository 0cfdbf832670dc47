// A real nginx on free ports of 127.0.0.1, without root and without a service.
#pragma once

#include "process/child.hpp"
#include "support/temp_dir.hpp"
#include "support/test_ca.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace flags::test {

struct nginx_options {
    /// The folder that is served as "/".
    std::filesystem::path root;
    /// Adds a listener for https with this authority's server certificate. Lifetime: as long as the server.
    const test_ca* tls = nullptr;
    /// Offers HTTP/2 there (ALPN h2), beside HTTP/1.1.
    bool http2 = false;
    int workers = 1;
    /// Writes a line "METHOD URI PROTOCOL STATUS CONNECTION" for each request; CONNECTION is nginx's own
    /// number.
    bool access_log = false;
    /// Further directives of the server block, for example "location /x { return 503; }".
    std::string extra{};
};

/// Like: contextlib's context manager around a server process.
/// Owns: the process and a temporary folder with its configuration and logs; the destructor ends both.
/// Errors: storage_error with nginx's own words when it does not start.
class nginx {
public:
    explicit nginx(const nginx_options& options);
    nginx(const nginx&) = delete;
    nginx& operator=(const nginx&) = delete;
    ~nginx();

    /// Whether the program is there (package nginx-light). A test that needs it prints SKIPPED when it is
    /// not.
    [[nodiscard]] static bool available();

    /// `path` begins with '/'.
    [[nodiscard]] std::string url(std::string_view path) const;
    /// Only with nginx_options::tls.
    [[nodiscard]] std::string tls_url(std::string_view path) const;

    /// Ends the server and says what it logged. A request is logged once its answer was sent.
    [[nodiscard]] std::string stop_and_read_access_log();

private:
    void end();

    temp_dir folder_;
    std::uint16_t port_ = 0;
    std::uint16_t tls_port_ = 0;
    std::optional<process::child> process_;
};

} // namespace flags::test
