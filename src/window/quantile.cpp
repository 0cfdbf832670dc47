// Selection, not sorting.
#include "window/quantile.hpp"

#include <algorithm>
#include <utility>

namespace flags::window {

seconds quantile(std::vector<seconds> values, double share) {
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, values.begin() + at);
    return values[static_cast<std::size_t>(at)];
}

void recent_values::add(seconds value) {
    values_.push_back(value);
    if (values_.size() > kept_) values_.pop_front();
}

seconds recent_values::quantile(double share) const {
    return window::quantile({values_.begin(), values_.end()}, share);
}

} // namespace flags::window
