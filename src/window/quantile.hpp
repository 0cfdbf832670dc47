// Order statistics of small sets.
#pragma once

#include <flags/window/units.hpp>

#include <cstddef>
#include <deque>
#include <vector>

namespace flags::window {

/// The value below which the fraction `share` of them lies (0: the smallest, 0.5: the median, 1: the largest); of
/// two it is the smaller one. Not of an empty set.
[[nodiscard]] seconds quantile(std::vector<seconds> values, double share);

/// The last `kept` values.
class recent_values {
public:
    explicit recent_values(std::size_t kept) noexcept : kept_(kept) {}

    void add(seconds value);
    [[nodiscard]] std::size_t count() const noexcept { return values_.size(); }
    [[nodiscard]] seconds quantile(double share) const;

private:
    std::size_t kept_;
    std::deque<seconds> values_;
};

} // namespace flags::window
