// How much may be under way towards one origin: what happens goes in with its time, what to do comes out.
#pragma once

#include <flags/window/remembered_path.hpp>
#include <flags/window/state.hpp>
#include <flags/window/units.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace flags::window {

/// A request's name; the caller's, used once.
using request_id = std::uint64_t;

/// A connection that stands. The round trip is the kernel's (TCP_INFO's tcpi_rtt right after connecting); where
/// there is none, it is the time between `begun` and now, and SYN-ACKs tell nothing of the link.
struct handshake {
    moment begun; ///< when connect() was called
    std::optional<seconds> round_trip{};
};

/// What is known of an answer when its first byte is here.
struct answer_head {
    std::optional<double> bytes{}; ///< of the whole answer with its header; nothing without Content-Length
    std::optional<seconds>
        round_trip{};      ///< of the request's packet, see rtt_samples; nothing without TCP_INFO
    bool is_first = false; ///< of its connection
};

/// A piece of an answer, header or body.
struct arrival {
    std::size_t bytes; ///< 0: only what it is wrapped in has come, or a part that cannot be read yet
    std::optional<std::size_t> over_link{}; ///< of all that came over the link; nothing: the same
};

/// How a request ended.
enum class ending : std::uint8_t {
    answered,  ///< whatever the status, if it is none of the following
    refused,   ///< 429 or 503, or a connection that was refused or reset: the server cannot take so many
    abandoned, ///< called off, or failed for another reason
};

/// The events of a request are on_sent, then on_head, then on_data for each piece of the answer (header included),
/// then on_end; on_end may come after any of them, and ids that are not open are ignored. Times do not go
/// backwards. on_sent is told again when a request has had to wait for its connection; it counts from the first
/// time on, and its time from the last. A request that was sent again (see `stalled`) keeps its id: the copy's own events are not
/// told, only that the request has ended.
/// Threads: one at a time.
class path {
public:
    path() = default;
    path(const path&) = delete;
    path& operator=(const path&) = delete;
    virtual ~path() = default;

    /// So many requests wait to be sent, as far as the caller looks ahead; to be told after each change.
    virtual void on_waiting(std::size_t requests) = 0;
    virtual void on_connected(moment now, const handshake& how) = 0;
    virtual void on_connect_refused(moment now) = 0;
    virtual void on_sent(moment now, request_id request) = 0;
    virtual void on_head(moment now, request_id request, const answer_head& head) = 0;
    virtual void on_data(moment now, request_id request, const arrival& piece) = 0;
    virtual void on_end(moment now, request_id request, ending how) = 0;

    /// Whether one more request may be sent now. To be asked after each event, and at next_wake().
    [[nodiscard]] virtual bool may_send(moment now) = 0;

    /// How many connections should stand or be under way, those in use included.
    [[nodiscard]] virtual std::size_t connections_wanted() const = 0;

    /// A request that should be sent again on an idle connection, because the answer has stalled; the first of the
    /// two to end counts. Each request is named once. To be asked only while there is an idle connection.
    [[nodiscard]] virtual std::optional<request_id> stalled(moment now) = 0;

    /// When to ask again although nothing has happened.
    [[nodiscard]] virtual std::optional<moment> next_wake(moment now) const = 0;

    [[nodiscard]] virtual state figures() const = 0;

    /// What the next run should know; nothing if too little was seen. The times in it are left to the caller.
    [[nodiscard]] virtual std::optional<remembered_path> memory() const = 0;
};

} // namespace flags::window
