// Measurements as Markdown, ready for the README.
#pragma once

#include "bench/figure.hpp"
#include "bench/measure.hpp"

#include <span>
#include <string>

namespace flags::bench {

/// One line for each program: runs, wall time, processor time, peak of memory; median and quartiles. Failed
/// runs and why the first of them failed stand below.
[[nodiscard]] std::string to_markdown(std::span<const series> programs);

/// One line for each figure; a target that was missed says so.
[[nodiscard]] std::string to_markdown(std::span<const figure> figures);

} // namespace flags::bench
