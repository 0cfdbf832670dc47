// The least time that a set of downloads takes on a network, whatever program makes them. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace flags::compare {

/// A path without loss. Times are seconds, rates bit/s of IP packets.
struct path {
    double rtt = 0;
    std::optional<double> down{}; ///< none: no limit
    std::optional<double> up{};
    std::optional<double>
        policed{};    ///< towards the client, beside `down`: what exceeds this rate is dropped, once
    double burst = 0; ///< so many bytes more have come
};

/// What is fetched from one origin over it.
struct work {
    std::vector<double> bytes{};     ///< of each answer, its header included
    double think = 0;                ///< the least time that the origin takes for an answer, seconds
    std::vector<double> thinks{};    ///< the same for each of `bytes`, where they differ; empty: `think`
    bool tls = false;                ///< TLS 1.3, a full handshake: one round trip more
    double request_bytes = 80;       ///< of each at least: curl's and flags' own have 85 to 89 in the lab
    std::size_t initial_window = 10; ///< segments that a connection may send at first (RFC 6928)
};

/// What takes the largest part of a bound.
enum class bound_by : unsigned char {
    latency,     ///< round trips of requests, answers and slow start
    handshake,   ///< round trips of opening connections
    link,        ///< the rate towards the client
    server,      ///< the origin's response time
    connections, ///< too few of them: more would help
};

/// "latency", "handshake", …
[[nodiscard]] std::string_view to_string(bound_by reason) noexcept;

struct bound {
    double seconds = 0;
    bound_by reason = bound_by::latency;
};

/// One item after the other, each over a connection of its own.
[[nodiscard]] bound sequential_bound(const path& on, const work& what);

/// One item after the other over one connection. Its window grows from item to item, so a larger item can make the items
/// after it faster, and even the whole.
[[nodiscard]] bound keepalive_bound(const path& on, const work& what);

/// Up to `connections` items at once, HTTP/1.1, connections kept; at least 1. With one for each item, each
/// item has a connection of its own.
[[nodiscard]] bound concurrent_bound(const path& on, const work& what, std::size_t connections);

/// How long one item of `bytes` takes at least, with or without opening its connection.
[[nodiscard]] double item_bound(const path& on, const work& what, double bytes, bool opens_connection);

/// More connections than this cannot help: then the link is full. None when the link has no limit.
[[nodiscard]] std::optional<double> knee(const path& on, const work& what);

} // namespace flags::compare
