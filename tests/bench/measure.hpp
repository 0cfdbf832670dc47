// What the runs of each program cost. A run counts only when its files are there.
#pragma once

#include "compare/turns.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace flags::bench {

/// The runs of one program that reached the goal, and for each other run what was wrong with it.
struct series {
    std::string name;
    std::vector<double> wall_seconds{};
    std::vector<double> cpu_seconds{};
    std::vector<double> peak_rss_bytes{};
    std::vector<std::string> failures{};
};

/// take_turns(), and every run has to bring what is wanted. The result has one entry for each contender, in
/// their order. Errors: those of take_turns; a program that fails or brings something else is in its series' failures.
[[nodiscard]] std::vector<series> measure(std::span<const compare::contender> contenders,
                                          const compare::goal& wanted, const compare::effort& how,
                                          const std::filesystem::path& scratch);

} // namespace flags::bench
