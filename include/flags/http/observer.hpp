// What can be seen of connections and requests while they are under way.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace flags::http {

/// Of the clock of all moments here.
using moment = std::chrono::steady_clock::time_point;

/// A connection that stands.
struct new_connection {
    int id = 0;     ///< until it is closed; then another may have it
    moment begun{}; ///< when connect() was called
    std::optional<std::chrono::microseconds>
        round_trip{}; ///< as the kernel measured it; none where it does not report it
};

/// The header of an answer.
struct answer_head {
    int connection = 0;                   ///< new_connection::id; -1 when it is not known
    bool is_first = false;                ///< of its connection
    std::optional<std::uint64_t> bytes{}; ///< of header and body; nothing when no length is announced
    /// The kernel's smoothed round trip of the connection at this moment.
    std::optional<std::chrono::microseconds> round_trip{};
};

/// What has come of an answer.
struct arrival {
    std::size_t bytes = 0; ///< of header or body
    /// Over the connection. With TLS a record of 16 KiB can only be read when it is whole, and is told piece by piece as it comes
    /// here; the handshake's bytes count, too. Otherwise the same as `bytes`.
    std::size_t over_link = 0;
};

/// Told of connections. Threads: loop thread only; no request may be begun or ended inside.
class connection_observer {
public:
    virtual void connected(moment now, const new_connection& which) noexcept = 0;
    virtual void connect_failed(moment now) noexcept = 0;

protected:
    ~connection_observer() = default;
};

/// Told of one request: of its connection if it opens one, then sent, head and data, again when libcurl sends it again
/// or follows a redirection.
class request_observer : public connection_observer {
public:
    virtual void sent(moment now) noexcept = 0;
    virtual void head(moment now, const answer_head& what) noexcept = 0;
    virtual void data(moment now, const arrival& what) noexcept = 0;

protected:
    ~request_observer() = default;
};

} // namespace flags::http
