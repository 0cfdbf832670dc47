// What a server says of one state of a file, so that the next request can ask for it only if it has changed.
#pragma once

#include <string>
#include <string_view>

namespace flags::http {

/// Both as sent, empty when absent. They belong to the URL that was asked, and to no other (RFC 9110 section 8.8).
struct validators {
    std::string etag{};          ///< quotes and weakness included
    std::string last_modified{}; ///< a date

    bool operator==(const validators&) const = default;
};

/// Whether `text` may stand in a header line as it is: printable ASCII (no end of line, no control character), at most
/// 1024 bytes.
[[nodiscard]] bool is_header_value(std::string_view text) noexcept;

} // namespace flags::http
