// The sending half of a TCP connection, as Linux does it with Reno: enough of it for a simulator of downloads.
#pragma once

#include "simulation.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace simulated {

inline constexpr std::size_t segment_bytes = 1448; // 1500 less the headers of IP and TCP with timestamps
inline constexpr std::size_t header_bytes = 52;
inline constexpr nanoseconds shortest_timeout = std::chrono::milliseconds(200); // Linux: RTO_MIN

/// What a receiver tells: it has all segments before `next`, and those `beyond`.
struct acknowledgement {
    std::size_t next = 0;
    std::vector<std::size_t> beyond{};
    time_point echo{}; ///< when the packet was sent that this answers (RFC 7323)
};

/// Initial window of 10 (RFC 6928), slow start and congestion avoidance while the window is the limit (RFC 7661 in
/// spirit, tcp_is_cwnd_limited in Linux), SACK, RACK and tail loss probes (RFC 8985), proportional rate reduction (RFC
/// 6937), retransmission timer of 200 ms and more (RFC 6298 with Linux' RTO_MIN), Eifel's response to a spurious
/// one (RFC 4015), restart after idling (RFC 5681 section 4.1).
class tcp_sender {
public:
    struct packet {
        std::size_t segment;
        std::size_t bytes; ///< of payload
        time_point sent;
    };
    struct counts {
        std::size_t sent = 0; ///< in all
        std::size_t resent = 0;
        std::size_t timeouts = 0;
    };

    tcp_sender(simulation& clock, std::function<void(const packet&)> transmit);

    void handshake_took(nanoseconds time);
    void write(std::size_t bytes);
    void on_acknowledgement(const acknowledgement& what);
    void stop(); ///< the peer reset the connection

    [[nodiscard]] std::size_t segments() const noexcept { return segments_.size(); }
    [[nodiscard]] std::size_t bytes_of(std::size_t number) const { return segments_[number].bytes; }
    [[nodiscard]] const counts& counted() const noexcept { return counts_; }

private:
    struct segment {
        std::size_t bytes;
        time_point first_sent{};
        time_point last_sent{};
        bool resent = false;
        bool received = false; // out of order
        bool lost = false;     // and not sent again yet
    };
    struct delivery { // what one acknowledgement brought
        std::size_t segments = 0;
        std::optional<nanoseconds> round_trip{};
    };
    enum class state : std::uint8_t { open, recovery, loss };

    void deliver(std::size_t at, delivery& sum);
    [[nodiscard]] delivery take(const acknowledgement& what);
    void measure(nanoseconds round_trip);
    void undo_if_spurious(const acknowledgement& what);
    void end_probe(const acknowledgement& what);
    void end_recovery();
    [[nodiscard]] bool find_lost();
    void begin_recovery();
    void reduce(const delivery& what, bool advanced, bool lost_more);
    void grow(std::size_t acknowledged);
    void send_allowed();
    void send(std::size_t at);
    void arm(bool may_probe);
    void on_timeout();
    void probe();
    void restart_after_idling();
    void watch_reordering(nanoseconds wait);
    [[nodiscard]] double flying() const;
    [[nodiscard]] std::size_t received_beyond() const;

    simulation* clock_;
    std::function<void(const packet&)> transmit_;
    std::vector<segment> segments_;
    std::size_t unacknowledged_ = 0;
    std::size_t next_ = 0;
    counts counts_{};

    double window_ = 10;
    double threshold_ = 1e9;
    bool limited_ = false; // by the window
    std::size_t most_flying_ = 0;
    std::size_t most_flying_until_ = 0;

    std::optional<nanoseconds> smoothed_{};
    nanoseconds variation_{};
    nanoseconds shortest_{nanoseconds::max()};
    nanoseconds timeout_;
    int back_off_ = 0;
    std::uint64_t timer_ = 0; // the one that counts; older ones are void

    state state_ = state::open;
    std::size_t recovers_until_ = 0;
    double window_before_ = 0;
    double threshold_before_ = 0;
    double reduced_delivered_ = 0;
    double reduced_sent_ = 0;
    std::optional<time_point> first_resent_{};
    std::optional<std::size_t> probed_{};
    std::optional<time_point> last_sent_{};

    // RACK: of all that was delivered, what was sent last.
    time_point newest_sent_{};
    std::size_t newest_ = 0;
    std::optional<nanoseconds> newest_took_{};
};

} // namespace simulated
