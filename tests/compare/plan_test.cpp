// The order of runs: fair, and the same for the same seed.
#include "compare/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using flags::compare::interleaved;

TEST_CASE("every program runs once in each block") {
    const auto plan = interleaved(5, 50, 1);
    REQUIRE(plan.size() == 50);
    for (auto block : plan) {
        std::ranges::sort(block);
        CHECK(block == std::vector<std::size_t>{0, 1, 2, 3, 4});
    }
}

TEST_CASE("no program always runs first or after the same neighbour") {
    std::set<std::size_t> first;
    std::set<std::size_t> after_zero;
    for (const auto& block : interleaved(4, 100, 2)) {
        first.insert(block.front());
        const auto zero = std::ranges::find(block, 0U);
        if (zero + 1 != block.end()) after_zero.insert(zero[1]);
    }
    CHECK(first.size() == 4);
    CHECK(after_zero.size() == 3);
}

TEST_CASE("the seed decides the order") {
    CHECK(interleaved(6, 10, 3) == interleaved(6, 10, 3));
    CHECK(interleaved(6, 10, 3) != interleaved(6, 10, 4));
}

TEST_CASE("nothing to run gives empty blocks, no runs no blocks") {
    CHECK(interleaved(0, 3, 1) == std::vector<std::vector<std::size_t>>(3));
    CHECK(interleaved(3, 0, 1).empty());
}
