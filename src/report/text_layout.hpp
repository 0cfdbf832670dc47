// Text in columns of a terminal. A column is one code point: names may be any Unicode text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flags::report {

[[nodiscard]] std::size_t width_of(std::string_view text);

/// At most `width` columns, with "…" as the last one where something was left out.
[[nodiscard]] std::string cut(std::string_view text, std::size_t width);

/// With spaces behind it up to `width`.
[[nodiscard]] std::string padded(const std::string& text, std::size_t width);

/// Broken at spaces, so that no line is wider; a word that is wider alone stays whole. All lines but the first begin with `indent`
/// spaces; the first is where as much stands already.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

/// A head and the cells below it.
struct text_column {
    std::string head;
    std::vector<std::string> cells{};

    [[nodiscard]] std::size_t width() const {
        std::size_t widest = width_of(head);
        for (const auto& cell : cells)
            widest = std::max(widest, width_of(cell));
        return widest;
    }
};

} // namespace flags::report
