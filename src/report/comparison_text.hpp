// A comparison for a terminal.
#pragma once

#include "compare/comparison.hpp"

#include <cstddef>
#include <string>

namespace flags::report {

/// Where a text is shown.
struct text_style {
    std::size_t columns = 80;
    bool wraps = false; ///< prose is broken at words
    bool colour = false;
};

/// What was compared and where, a line for each variant, the first failure of each, then the sentence. The table fits the
/// columns: where these are few, it leaves out the least important figures and cuts a long name.
[[nodiscard]] std::string to_text(const compare::comparison& result, const text_style& style = {});

} // namespace flags::report
