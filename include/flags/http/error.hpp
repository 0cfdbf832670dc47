// What a failed request means: libcurl's result codes, whether another try may help, and which setting it is about.
#pragma once

#include <flags/base/error.hpp>

#include <cstdint>
#include <system_error>

namespace flags::http {

/// The category of CURLcode values (curl/curl.h); message() is libcurl's own text.
[[nodiscard]] const std::error_category& curl_category() noexcept;

/// Whether a GET that failed so may succeed the next time: names, connections, time-outs, resets, cut bodies and
/// broken HTTP/2 streams, TLS handshakes that broke. Not: certificates, too large a body, redirects, and what is no
/// transport_error.
[[nodiscard]] bool is_transient(const error& failure) noexcept;

/// Members of client_options that a failure may be about.
enum class setting : std::uint8_t {
    none,
    stall_timeout,
    time_limits, ///< stall_timeout or max_time
    max_body_bytes,
    ca_file,
    max_connections, ///< this process has no file descriptors left
};

/// The setting whose value ended a request, so that another value may let it succeed.
[[nodiscard]] setting setting_of(const error& failure) noexcept;

} // namespace flags::http
