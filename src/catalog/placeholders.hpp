// Text with placeholders in braces.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace flags::catalog {

struct placeholder {
    std::string_view word; ///< with its braces: "{cc}"
    std::string_view value;
    bool tells_flags_apart = true;
};

struct expansion {
    std::string text;               ///< up to the first brace that begins or ends no placeholder
    bool has_stray_brace = false;   ///< there is such a brace
    bool tells_flags_apart = false; ///< one of the placeholders in it does
};

/// Replaces every placeholder by its value, once: what a value holds is not looked at.
[[nodiscard]] expansion expand(std::string_view text, std::span<const placeholder> known);

} // namespace flags::catalog
