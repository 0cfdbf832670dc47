// A seeded Fisher-Yates shuffle for each block.
#include "compare/plan.hpp"

#include <flags/base/random.hpp>

#include <algorithm>
#include <utility>

namespace flags::compare {

std::vector<std::vector<std::size_t>> interleaved(std::size_t programs, std::size_t blocks,
                                                  std::uint64_t seed) {
    // Not std::shuffle: its order for a seed differs between standard libraries.
    splitmix64 draw(seed);
    std::vector<std::size_t> block(programs);
    std::ranges::generate(block, [next = std::size_t{0}]() mutable { return next++; });
    std::vector<std::vector<std::size_t>> plan;
    plan.reserve(blocks);
    while (plan.size() < blocks) {
        for (std::size_t left = programs; left > 1; --left)
            std::swap(block[left - 1], block[draw() % left]);
        plan.push_back(block);
    }
    return plan;
}

} // namespace flags::compare
