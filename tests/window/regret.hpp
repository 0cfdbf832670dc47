// How much slower a controller is than the best constant, over several runs of one download.
#pragma once

#include "paths.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace simulated {

struct work {
    std::size_t files;
    double mean_bytes;
    std::size_t runs = 5; ///< with different sizes, losses and jitter; the median counts
};

using controllers = std::function<std::unique_ptr<flags::window::controller>()>;

/// Medians. Memories, if wanted, are those of two earlier downloads of other files.
[[nodiscard]] double median_ms(const named_path& path, const work& what, const controllers& make,
                               bool warm = false);

/// One path's figures; regret is a median divided by the best constant's.
struct regret {
    std::string name;
    double best_ms = 0;
    std::size_t best = 0;   ///< the constant
    double all_at_once = 0; ///< regret of it, for lists that are not longer than the largest constant
    double cold = 0;
    double warm = 0;
};

[[nodiscard]] regret measure(const named_path& path, const work& what,
                             const std::vector<std::size_t>& constants, const controllers& make);

/// A line for each path and one of the largest.
[[nodiscard]] std::string table_of(const std::vector<regret>& rows);

/// The value that a share of them does not exceed.
[[nodiscard]] double share_below(std::vector<double> values, double share);

} // namespace simulated
