// Text of others in a format that gives some characters a meaning.
#pragma once

#include "base/controls.hpp"

#include <string>
#include <string_view>

namespace flags::report {

/// Each character of `special` becomes what `replace` makes of it; control characters do not stay.
template <class Replace>
[[nodiscard]] std::string escaped(std::string_view text, std::string_view special, Replace replace) {
    std::string result;
    for (const char c : without_controls(std::string(text)))
        if (special.contains(c))
            result += replace(c);
        else
            result += c;
    return result;
}

} // namespace flags::report
