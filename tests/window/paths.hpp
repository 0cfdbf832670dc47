// The networks and file lists that regret is measured on.
#pragma once

#include "download.hpp"

#include <flags/base/random.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace simulated {

struct named_path {
    std::string name;
    network over{};
    nanoseconds thinks_least{0};
    nanoseconds thinks_most{0};
};

/// The lab's profiles and others that a controller meets.
[[nodiscard]] const std::vector<named_path>& named_paths();
[[nodiscard]] const named_path& path_named(std::string_view name);

/// Round trips of 5 to 400 ms, 1 to 300 Mbit/s down, up to 12 times less up, queues of 0.3 to 4.5 times what fits
/// on the path, two in five with loss of 0.1 to 1 %, two in five with jitter.
[[nodiscard]] named_path random_path(flags::splitmix64& random);

/// Sizes as flags have them: log-normal, 1 to 36 kB, with this mean.
[[nodiscard]] std::vector<std::size_t> file_sizes(std::size_t count, double mean, std::uint64_t seed);

} // namespace simulated
