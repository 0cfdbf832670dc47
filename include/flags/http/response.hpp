// What came back.
#pragma once

#include <flags/http/timings.hpp>
#include <flags/http/validators.hpp>

#include <cstdint>
#include <string>

namespace flags::http {

/// A whole answer, redirects followed. Any status is a response: it is the caller who wants one or another.
struct response {
    int status = 0;           ///< HTTP status, 100 to 999
    std::string url;          ///< where it came from in the end
    std::string body;         ///< as it was on the wire: no content coding is asked for
    std::string content_type; ///< as sent, empty when absent
    std::string retry_after;  ///< the header Retry-After as sent, empty when absent
    std::string remote_ip;    ///< the peer's address, or the proxy's
    int local_port = 0;       ///< this end of the connection, which tells connections of one moment apart
    int http_version = 0;     ///< 10, 11 or 20
    bool reused_connection = false;
    bool redirected = false; ///< `url` is not the one that was asked
    /// Of the URL that was asked; empty when it redirects, and when the request did not want them.
    http::validators validators;
    timings phases;
};

} // namespace flags::http
