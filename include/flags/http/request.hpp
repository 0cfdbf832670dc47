// One request.
#pragma once

#include <flags/http/header.hpp>
#include <flags/http/observer.hpp>
#include <flags/http/timings.hpp>
#include <flags/http/validators.hpp>

#include <optional>
#include <string>
#include <vector>

namespace flags::http {

/// One GET.
struct request {
    std::string url; ///< http or https
    /// Sent beside the client's own, or in their place (Accept, User-Agent). They go to `url` only: a redirection is
    /// followed without them.
    /// Units/limits: 64 headers; a name is a token of at most 256 bytes, a value is_header_value() of at most 8 KiB.
    /// Host, Connection and what frames a message belong to the client.
    std::vector<header> headers{};
    /// Asks for the answer only if it has changed since this copy (If-None-Match, If-Modified-Since; 304 when it has
    /// not), and reads the answer's own validators; empty ones ask without a condition. A redirection is followed
    /// without the condition.
    std::optional<validators> copy{};
    bool keeps_headers = false; ///< fills response::headers
    /// Called for each event of the request; may be null. Lifetime: outlives the request.
    request_observer* observer = nullptr;
    /// How long client::look_up() took for it: a part of its time, of the limit for it and of timings::dns.
    timings::duration looked_up_for{};
};

} // namespace flags::http
