// The unit of every time in a report.
#pragma once

#include <chrono>

namespace flags::report {

/// Rounded to whole microseconds, which is what is measured.
[[nodiscard]] constexpr double milliseconds(std::chrono::nanoseconds time) noexcept {
    return static_cast<double>(std::chrono::round<std::chrono::microseconds>(time).count()) / 1000;
}

} // namespace flags::report
