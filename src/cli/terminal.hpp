// What is known of the terminal behind a descriptor.
#pragma once

#include <cstddef>

namespace flags::cli {

/// It can move its cursor: TERM is set and not "dumb".
[[nodiscard]] bool is_live_terminal(int fd);

/// The same, and NO_COLOR is not set, or empty (no-color.org).
[[nodiscard]] bool is_colourful_terminal(int fd);

/// Its width; 80 when there is no terminal, or one that does not tell.
[[nodiscard]] std::size_t columns_of_terminal(int fd) noexcept;

} // namespace flags::cli
