// From libcurl's result to the exception that a caller understands.
#pragma once

#include <curl/curl.h>

#include <string>
#include <system_error>

namespace flags::http {

[[nodiscard]] std::error_code curl_code(CURLcode code) noexcept;

/// What is known of a transfer that failed.
struct failed_transfer {
    CURLcode code;
    std::string url;    ///< as it was asked for
    std::string detail; ///< libcurl's own words, may be empty
    int os_error;       ///< errno of a socket(2) that failed, 0 when none did
};

/// Throws transport_error, or machine_error when it is this machine that refuses (descriptors, memory).
[[noreturn]] void throw_transfer_failure(const failed_transfer& failed);

} // namespace flags::http
