// A line of a request's or a response's header.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace flags::http {

struct header {
    std::string name;
    std::string value;

    bool operator==(const header&) const = default;
};

/// The value of the first header of this name, in any case (RFC 9110 section 5.1). Lifetime: that of `headers`.
[[nodiscard]] std::optional<std::string_view> value_of(std::span<const header> headers,
                                                       std::string_view name) noexcept;

/// Whether `text` may stand in a header line as it is: printable ASCII (no end of line, no control character), at most
/// `longest` bytes.
[[nodiscard]] bool is_header_value(std::string_view text, std::size_t longest = 1024) noexcept;

} // namespace flags::http
