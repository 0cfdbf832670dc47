// In which order the programs of a comparison run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace flags::compare {

/// Blocks of one run of each program, shuffled within each block, so that neither a machine that slows down
/// nor the program that ran before favours one of them. The same seed gives the same order. Units/limits:
/// each inner vector is a permutation of 0 to programs - 1.
[[nodiscard]] std::vector<std::vector<std::size_t>> interleaved(std::size_t programs, std::size_t blocks,
                                                                std::uint64_t seed);

} // namespace flags::compare
