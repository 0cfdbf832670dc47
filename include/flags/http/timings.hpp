// Where the time of one request went, in HAR's phases.
#pragma once

#include <chrono>

namespace flags::http {

/// The phases of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/#timings), each a duration; blocked,
/// dns, connect, send, wait and receive together make up `total`. As in HAR, `connect` includes `ssl`. A
/// phase that did not happen (a reused connection has no dns, connect and ssl) is zero. A redirected request
/// has the phases of all its hops added up.
struct timings {
    using duration = std::chrono::microseconds;
    duration blocked{};  ///< waiting for a permit, and for a connection that is opened ahead of it
    duration dns{};      ///< waiting for the addresses of the host
    duration connect{};  ///< TCP, and TLS in it
    duration ssl{};      ///< the TLS handshake
    duration send{};     ///< between the connection being ready and the request being handed to it
    duration wait{};     ///< from the request to the first byte of the answer
    duration receive{};  ///< from the first byte to the last
    duration redirect{}; ///< the part of `total` that the earlier hops of a redirection took
    duration total{};
};

} // namespace flags::http
