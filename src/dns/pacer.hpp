// How many queries may go in a second, and when.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace flags::dns {

/// Evenly spaced turns: each query is charged 1 / rate of a second on a schedule that runs ahead of the clock, and
/// waits for the clock when it is ahead. After a rest the schedule lags by at most a fifth of a second, so that
/// short lists do not wait at all: at 500 a second, the first 100 go at once and then one every 2 ms.
/// Like: the generic cell rate algorithm (ITU-T I.371, annex A).
class pacer {
public:
    using clock = std::chrono::steady_clock;

    /// 0: no limit.
    explicit pacer(std::size_t per_second) noexcept
        : interval_(per_second == 0 ? clock::duration::zero()
                                    : std::chrono::duration_cast<clock::duration>(std::chrono::seconds(1)) /
                                          static_cast<clock::rep>(per_second)) {}

    /// Charges `count` queries; how long they have to wait from `now` on.
    [[nodiscard]] clock::duration charge(std::size_t count, clock::time_point now) noexcept {
        constexpr auto most_saved = std::chrono::milliseconds(200);
        next_ = std::max(next_, now - most_saved);
        const auto wait = std::max(next_ - now, clock::duration::zero());
        next_ += interval_ * static_cast<clock::rep>(count);
        return wait;
    }

private:
    clock::duration interval_;
    clock::time_point next_{};
};

} // namespace flags::dns
