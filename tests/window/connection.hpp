// One connection of the client: handshake, requests up, answers down.
#pragma once

#include "simulation.hpp"
#include "tcp_sender.hpp"
#include "wire.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>

namespace simulated {

/// What a connection stands on.
struct surroundings {
    simulation* clock;
    wire* up;
    wire* down;
    nanoseconds farther{0}; ///< one way, beyond the link
};

/// The client's end and the server's in one, with the wires between them. HTTP/1.1 without pipelining: one request at a time.
class connection {
public:
    /// What the client sees.
    struct events {
        std::function<void(connection&)> connected{};
        std::function<void(connection&, std::size_t bytes)> data{}; ///< in order
        std::function<void(connection&)> answer_ends{};
    };
    /// The server's work: calls answer() now or later.
    using service = std::function<void(connection&)>;

    connection(const surroundings& around, events seen, service served);

    void open();
    void request();                 ///< of an idle connection
    void answer(std::size_t bytes); ///< whole, with its header
    void push(std::size_t bytes);   ///< unasked, on a connection that stands: a bulk download
    void close();                   ///< the client gives up: nothing is told any more

    [[nodiscard]] bool is_open() const noexcept { return open_; }
    [[nodiscard]] bool is_busy() const noexcept { return asking_; }
    [[nodiscard]] time_point begun() const noexcept { return begun_; }
    /// Of the handshake, then of the last request's packet: what the kernel would measure.
    [[nodiscard]] nanoseconds round_trip() const noexcept { return round_trip_; }
    [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }
    [[nodiscard]] std::size_t answer_bytes() const noexcept { return answer_bytes_; }
    [[nodiscard]] const tcp_sender& server() const noexcept { return server_; }

private:
    void send_syn(nanoseconds timeout);
    void send_request(nanoseconds timeout);
    void at_server();
    void arrives(const tcp_sender::packet& what);
    void take_in(std::size_t segment);
    void acknowledge();
    void acknowledge_request();
    void acknowledged();
    [[nodiscard]] acknowledgement received_so_far() const;
    void to_server(std::size_t bytes, std::function<void()> arrived);
    void to_client(std::size_t bytes, std::function<void()> arrived);

    surroundings around_;
    events seen_;
    service served_;
    tcp_sender server_;
    bool open_ = false;
    bool closed_ = false;
    time_point begun_{};
    nanoseconds round_trip_{};

    // The request under way.
    bool asking_ = false;
    bool at_server_ = false;
    bool acknowledged_ = true;
    time_point sent_{};
    std::uint64_t requests_ = 0;
    std::uint64_t request_timer_ = 0;
    std::size_t answer_bytes_ = 0;
    std::size_t answer_end_ = 0; // its last segment and one

    // What has come.
    std::size_t next_ = 0;
    std::set<std::size_t> beyond_;
    time_point echo_{};
    int unacknowledged_ = 0;
    int quick_;
    std::uint64_t delayed_ = 0;
};

} // namespace simulated
