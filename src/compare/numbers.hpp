// Numbers for people, with three significant digits.
#pragma once

#include <string>

namespace flags::compare {

/// "0.0541", "0.926", "9.26", "92.6", "926", "9260": all digits before the point are kept.
[[nodiscard]] std::string three_digits(double value);

/// "412 µs", "18.2 ms", "2.04 s".
[[nodiscard]] std::string format_seconds(double seconds);

} // namespace flags::compare
