// Addresses that may be asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flags::catalog {

/// Why `url` is no address of a file on a server, as half a sentence; empty when it is one: http or https with a host,
/// without user name, password and fragment.
/// Units/limits: at most 8000 characters (RFC 9110 section 4.1).
[[nodiscard]] std::optional<std::string> url_fault(std::string_view url);

} // namespace flags::catalog
