// What came back.
#pragma once

#include <flags/http/header.hpp>
#include <flags/http/timings.hpp>
#include <flags/http/validators.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace flags::http {

/// A whole answer, redirects followed. Any status is a response; the caller decides which ones it accepts.
struct response {
    int status = 0;           ///< HTTP status, 100 to 999
    std::string url;          ///< of the last hop
    std::string body;         ///< as it was on the wire: no content coding is asked for. Kept of a 200 only
    std::size_t received = 0; ///< the size of the body, also of one that is not kept
    std::string content_type; ///< as sent, empty when absent
    /// What Retry-After asks for; empty when it is absent or cannot be read, 0 for a date that has passed.
    std::optional<std::chrono::milliseconds> retry_after;
    std::string remote_ip; ///< the peer's address, or the proxy's
    int local_port = 0;    ///< of the connection; it distinguishes connections that are open at the same time
    int http_version = 0;  ///< 10, 11 or 20
    bool reused_connection = false;
    bool redirected = false; ///< `url` is not the one that was asked
    /// Of the URL that was asked; empty when it redirects, and when the request did not want them.
    http::validators validators;
    timings phases;
    /// Those of the answer itself, not of redirections before it, in their order, when the request keeps them.
    /// Units/limits: names and values together 64 KiB, what comes later is left out; so is a header with a control
    /// character. Otherwise they are arbitrary bytes.
    std::vector<header> headers;
};

} // namespace flags::http
