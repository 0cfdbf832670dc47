// The wait that a server asks for.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace flags::http {

/// Reads Retry-After: seconds, or a date relative to `now` (RFC 9110 section 10.2.3). Empty for anything else; a date
/// that has passed is 0.
[[nodiscard]] std::optional<std::chrono::milliseconds>
parse_retry_after(std::string_view text, std::chrono::system_clock::time_point now);

} // namespace flags::http
