// A Python script with aiohttp as a peer: what a reader of the book would write.
#pragma once

#include "compare/program.hpp"

#include <vector>

namespace flags::bench {

/// The peers of the command line, also those that are not installed, with aiohttp in the third place.
[[nodiscard]] std::vector<compare::program> find_peers();

} // namespace flags::bench
