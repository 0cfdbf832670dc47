// Times, rates, sizes and fractions of network conditions as text, read and written in this one place.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flags::netlab {

/// "100ms", "1.5s", "250us", or "0"; nothing when the unit is missing or wrong. Units/limits: 0 to 1 day.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_time(std::string_view text);

/// "9M", "1.5M", "49k", "1G", "56000": bit/s, powers of 1000. Units/limits: 1k to 10G.
[[nodiscard]] std::optional<std::uint64_t> parse_rate(std::string_view text);

/// "64k", "1M", "3000": bytes, powers of 1024. Units/limits: 1 to 1G.
[[nodiscard]] std::optional<std::size_t> parse_size(std::string_view text);

/// "1%" or "0.01". Units/limits: 0 to 1.
[[nodiscard]] std::optional<double> parse_fraction(std::string_view text);

/// What parse_time reads: "1.5ms", rounded to whole microseconds below a second.
[[nodiscard]] std::string show_time(std::chrono::nanoseconds time);

/// What parse_rate reads: "1.5M".
[[nodiscard]] std::string show_rate(std::uint64_t rate);

/// "1%".
[[nodiscard]] std::string show_fraction(double fraction);

} // namespace flags::netlab
