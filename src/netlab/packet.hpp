// What the conditions of a link work on.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace flags::netlab {

using link_clock = std::chrono::steady_clock;

/// One packet inside a link: the moments at which it reaches the next condition. There is one moment when it enters
/// the link, none once it was dropped; a condition that duplicates it adds one.
struct packet {
    std::size_t bytes = 0;
    std::vector<link_clock::time_point> moments{};
};

} // namespace flags::netlab
