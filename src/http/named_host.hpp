// Whether a URL names a host whose addresses have to be looked up.
#pragma once

#include <optional>
#include <string_view>

namespace flags::http {

/// Host and port as they stand in a URL, or the scheme's own port. Lifetime: that of the URL's text.
struct named_host {
    std::string_view host;
    std::string_view port;
};

/// Nothing for addresses in any spelling, for localhost and the names below it (RFC 6761, 6.3), and for what
/// only libcurl understands: user names, names that are not ASCII, text that is no URL. Those are left to
/// libcurl.
[[nodiscard]] std::optional<named_host> named_host_of(std::string_view url) noexcept;

} // namespace flags::http
