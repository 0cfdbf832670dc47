// The parts of a URL.
#pragma once

#include <string_view>

namespace flags::http {

/// Scheme, name and port, "https://example.org:8443", as they stand in `url`; all of it when it has no "://".
/// Whether they are any good is not asked here. Lifetime: that of the URL's text.
[[nodiscard]] std::string_view origin_of(std::string_view url) noexcept;

} // namespace flags::http
