// Networks that have a name, each with where its figures come from.
#pragma once

#include "netlab/conditions.hpp"

#include <span>
#include <string_view>

namespace flags::netlab {

struct profile {
    std::string_view name;
    conditions path;
    std::string_view source; ///< whose figures they are
    std::string_view date;   ///< when they were read there, or made
};

/// All of them, roughly from thin links to wide ones.
[[nodiscard]] std::span<const profile> profiles() noexcept;

/// Null when there is none of this name.
[[nodiscard]] const profile* find_profile(std::string_view name) noexcept;

} // namespace flags::netlab
