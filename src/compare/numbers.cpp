// The number of decimals follows from the size; the limits are where rounding would add a digit.
#include "compare/numbers.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

namespace flags::compare {

std::string three_digits(double value) {
    const double size = std::abs(value);
    return fmt::format("{:.{}f}", value,
                       size < 0.09995  ? 4
                       : size < 0.9995 ? 3
                       : size < 9.995  ? 2
                       : size < 99.95  ? 1
                                       : 0);
}

std::string format_seconds(double seconds) {
    if (seconds < 0.999'5e-3) return three_digits(seconds * 1e6) + " µs";
    if (seconds < 0.999'5) return three_digits(seconds * 1e3) + " ms";
    return three_digits(seconds) + " s";
}

} // namespace flags::compare
