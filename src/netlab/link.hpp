// One direction of an emulated path, as arithmetic: when does a packet that arrives now come out, if it does?
#pragma once

#include "netlab/delay.hpp"
#include "netlab/kinds.hpp"
#include "netlab/loss.hpp"
#include "netlab/managed_queue.hpp"
#include "netlab/packet.hpp"
#include "netlab/queue.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::netlab {

struct link_settings {
    std::uint64_t rate = 0; ///< bit/s; 0: without limit, and then without a queue. A trace takes its place
    std::chrono::nanoseconds delay{0};  ///< propagation, one way
    std::chrono::nanoseconds jitter{0}; ///< random extra delay for each packet, up to this, uniform
    std::size_t queue_bytes = 0;        ///< see drop_tail_queue; at least the largest packet
    loss_model loss{};
    std::uint64_t seed = 0;
    way towards = way::up;
    further_conditions further{};
};

/// bit/s in the long run; 0: without limit.
[[nodiscard]] std::uint64_t mean_rate(const link_settings& settings);
/// The longest time for which nothing may leave because the rate varies.
[[nodiscard]] std::chrono::nanoseconds longest_pause(const link_settings& settings);

/// How many packets a further condition has done something to, under its name for that: {"duplicated", 3}.
using deeds = std::vector<std::pair<std::string_view, std::uint64_t>>;

/// Every packet passes queue, loss and delay, and the further conditions ahead of these and behind them. A packet of a probe
/// passes only the three: what it measures is compared with their settings, and it changes nothing for the packets after it.
/// Times are computed from times, never from when a thread woke up, so lateness does not add up.
/// Threads: one at a time.
class link {
public:
    using clock = link_clock;

    /// `path` is what both directions share.
    explicit link(const link_settings& settings,
                  const std::shared_ptr<activity>& path = std::make_shared<activity>());

    /// A packet that arrives at `now`, which does not go backwards.
    void put(clock::time_point now, packet&& each);
    /// The next packet that was put and whose way is known at `now`, with the moments at which it comes out; null when there
    /// is none. One that is dropped is left out. Lifetime: until the next call.
    [[nodiscard]] packet* take(clock::time_point now);
    /// When take() should be called again; take() with put()'s `now` comes before.
    [[nodiscard]] clock::time_point next() const;
    /// Bytes that were put and not taken.
    [[nodiscard]] std::size_t held() const noexcept { return managed_ ? managed_->bytes() : 0; }

    /// Bytes that wait for the link at `now`, with what is left of the packet on it.
    [[nodiscard]] std::size_t queued(clock::time_point now) const {
        return managed_ ? managed_->bytes() : queue_.waiting(now);
    }

    /// put() and take() at once, for a link whose queue is not managed: all is known when a packet arrives. Returns the moments
    /// at which it comes out, none when it is dropped. Lifetime: until the next call.
    [[nodiscard]] const std::vector<clock::time_point>& send(clock::time_point now, std::size_t bytes,
                                                             bool of_probe = false);

    /// Packets that were dropped so far: because the queue was full, and by loss.
    [[nodiscard]] std::uint64_t queue_full() const noexcept {
        return managed_ ? managed_->overflown() : queue_.dropped();
    }
    [[nodiscard]] std::uint64_t lost() const noexcept { return loss_.dropped(); }
    /// What the further conditions did, those that add something.
    [[nodiscard]] deeds further() const;

private:
    struct working {
        std::string_view deed;
        std::unique_ptr<stage> at;
    };

    void pass_ahead(packet& each);
    void pass_behind(packet& each);

    packet packet_;         // the last one
    bool is_ready_ = false; // to be taken
    // In the order in which packets pass them: one that is lost has used the link.
    std::vector<working> ahead_;
    drop_tail_queue queue_;
    std::unique_ptr<managed_queue> managed_; // in its place
    gilbert_elliott_loss loss_;
    jittered_delay delay_;
    std::vector<working> behind_;
};

} // namespace flags::netlab
