// From one moment on until its requests' answers begin to come: about a round trip with its queue.
#pragma once

#include "window/packets.hpp"
#include "window/quantile.hpp"

#include <flags/window/units.hpp>

#include <optional>
#include <vector>

namespace flags::window {

class round {
public:
    /// `received`: bytes of all answers until now.
    void begin(moment now, double received) {
        begun_ = now;
        received_ = received;
        queues_.clear();
    }

    [[nodiscard]] bool is_begun() const noexcept { return begun_.has_value(); }

    /// The round is over when a request that left in it is answered. Answers of requests that left a moment before would
    /// end it too early, so most of a round trip has to be over, too.
    [[nodiscard]] bool ends(moment now, moment sent, seconds round_trip) const noexcept {
        constexpr double most = 0.9;
        return begun_ && sent >= *begun_ && now - *begun_ >= most * round_trip && now > *begun_;
    }

    /// How long a request's packet or its answer waited on the way.
    void add_queue(seconds queue) { queues_.push_back(queue); }
    [[nodiscard]] seconds queue() const { return queues_.empty() ? seconds(0) : quantile(queues_, 0.5); }

    /// How fast answers came.
    [[nodiscard]] bit_rate rate(moment now, double received) const noexcept {
        return rate_of((received - received_) * packet_bytes / payload_bytes, now - *begun_);
    }

private:
    std::optional<moment> begun_;
    double received_ = 0;
    std::vector<seconds> queues_;
};

} // namespace flags::window
