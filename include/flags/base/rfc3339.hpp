// Moments as text.
#pragma once

#include <chrono>
#include <string>

namespace flags {

/// "2026-11-21T12:00:00.007Z": UTC, milliseconds (RFC 3339 section 5.6).
[[nodiscard]] std::string rfc3339(std::chrono::system_clock::time_point moment);

} // namespace flags
