// Named network conditions, each with the source of its figures.
#pragma once

#include "netlab/conditions.hpp"

#include <span>
#include <string_view>

namespace flags::netlab {

struct profile {
    std::string_view name;
    conditions path;
    std::string_view source; ///< of the figures
    std::string_view date;   ///< when the source was read, or the figures were chosen
};

/// All of them, roughly from slow links to fast ones.
[[nodiscard]] std::span<const profile> profiles() noexcept;

/// Null when there is none of this name.
[[nodiscard]] const profile* find_profile(std::string_view name) noexcept;

} // namespace flags::netlab
