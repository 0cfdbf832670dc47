// Named network conditions, each with the source of its figures.
#pragma once

#include "netlab/conditions.hpp"

#include <span>
#include <string_view>
#include <vector>

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

/// The profiles of a group, or the one with this name; none for any other word. Groups are
/// - typical: what people have, from WebPageTest's and Lighthouse's figures of mobile and fixed links and APNIC's of satellites:
///   a bad and a fair mobile network, a good one, DSL, cable, good wifi, and both kinds of satellite;
/// - mobile, home, satellite, and all: every one but `none`, which has no limit to be held against.
[[nodiscard]] std::vector<const profile*> find_profiles(std::string_view word);

/// The names of the groups.
[[nodiscard]] std::vector<std::string_view> profile_groups();

} // namespace flags::netlab
