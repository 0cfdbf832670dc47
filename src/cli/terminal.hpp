// What is known of the terminal behind a descriptor.
#pragma once

#include <cstddef>

namespace flags::cli {

/// Its width; 80 when there is no terminal, or one that does not tell.
[[nodiscard]] std::size_t columns_of_terminal(int fd) noexcept;

} // namespace flags::cli
