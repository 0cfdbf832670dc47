// Bucket n ends at 2^(n/4) microseconds.
#include "netlab/lateness.hpp"

#include <algorithm>
#include <cmath>

namespace flags::netlab {

void lateness::record(std::chrono::nanoseconds late) noexcept {
    const double us = static_cast<double>(late.count()) / 1e3;
    const double bucket = us > 1 ? std::ceil(4 * std::log2(us)) : 0;
    ++counts_[std::min(static_cast<std::size_t>(bucket), counts_.size() - 1)];
    ++total_;
    max_ = std::max(max_, late);
}

std::chrono::nanoseconds lateness::quantile(double fraction) const noexcept {
    const double wanted = fraction * static_cast<double>(total_);
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
        seen += counts_[bucket];
        if (seen > 0 && static_cast<double>(seen) >= wanted)
            return std::min(max_, std::chrono::nanoseconds(
                                      std::llround(1e3 * std::exp2(static_cast<double>(bucket) / 4))));
    }
    return max_;
}

} // namespace flags::netlab
