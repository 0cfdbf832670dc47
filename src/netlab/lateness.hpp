// The distribution of how late packets were sent on, in a fixed amount of memory.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace flags::netlab {

struct lateness_summary {
    std::chrono::nanoseconds p50{0};
    std::chrono::nanoseconds p99{0};
    std::chrono::nanoseconds max{0};
};

/// A histogram whose buckets grow by a quarter of an octave (19 %), from 1 µs to 1 hour.
class lateness {
public:
    void record(std::chrono::nanoseconds late) noexcept;

    /// The upper end of the bucket that holds this quantile, or the largest value if that is smaller; 0 when nothing was recorded.
    [[nodiscard]] std::chrono::nanoseconds quantile(double fraction) const noexcept;
    [[nodiscard]] std::chrono::nanoseconds max() const noexcept { return max_; }
    [[nodiscard]] lateness_summary summary() const noexcept {
        return {.p50 = quantile(0.5), .p99 = quantile(0.99), .max = max_};
    }

private:
    std::array<std::uint64_t, 128> counts_{};
    std::uint64_t total_ = 0;
    std::chrono::nanoseconds max_{0};
};

} // namespace flags::netlab
