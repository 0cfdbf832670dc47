// Times, rates and sizes that the window computes with.
#pragma once

#include <chrono>
#include <compare>

namespace flags::window {

/// Times are computed with as fractions of a second; std::chrono's whole units convert to them by themselves.
using seconds = std::chrono::duration<double>;

/// A moment of the caller's monotonic clock. Nothing in this room reads a clock.
using moment = std::chrono::time_point<std::chrono::steady_clock, seconds>;

/// A link's rate in bits a second of IP packets, as the network lab and modems count it.
struct bit_rate {
    double bits_per_second = 0; ///< 0: not known
    [[nodiscard]] constexpr bool is_known() const noexcept { return bits_per_second > 0; }
    [[nodiscard]] constexpr auto operator<=>(const bit_rate&) const = default;
};

[[nodiscard]] constexpr bit_rate operator*(double factor, bit_rate rate) noexcept {
    return {factor * rate.bits_per_second};
}

/// How many bytes a link of this rate carries in a time.
[[nodiscard]] constexpr double bytes_in(seconds time, bit_rate rate) noexcept {
    return rate.bits_per_second * time.count() / 8;
}

/// How long a link of this rate, which is known, carries so many bytes.
[[nodiscard]] constexpr seconds time_for(double bytes, bit_rate rate) noexcept {
    return seconds(bytes * 8 / rate.bits_per_second);
}

/// The rate at which so many bytes take a time, which is not 0.
[[nodiscard]] constexpr bit_rate rate_of(double bytes, seconds time) noexcept {
    return {bytes * 8 / time.count()};
}

} // namespace flags::window
