// Seed, path and attempt are hashed one after the other. If they were added, attempt 2 of one path could equal attempt 1
// of another.
#include "origin/faults.hpp"

#include <flags/base/random.hpp>

#include <cstddef>

namespace flags::origin {
namespace {
constexpr std::size_t remembered_paths = 65536;
}

fault faults::next(std::string_view path) {
    const std::uint64_t path_hash = fnv1a(path);
    std::uint64_t attempt = 0;
    if (const auto known = attempts_.find(path_hash); known != attempts_.end())
        attempt = ++known->second;
    else if (attempts_.size() < remembered_paths)
        attempts_.emplace(path_hash, attempt);

    const auto own = own_delays_.find(path);
    const std::uint64_t with_path = splitmix64(seed_)() ^ path_hash;
    splitmix64 generator(splitmix64(with_path)() + attempt);
    const bool is_teapot = uniform_01(generator) < error_rate_;
    const std::chrono::duration<double, std::nano> extra = uniform_01(generator) * (max_delay_ - min_delay_);
    return {.is_teapot = is_teapot,
            .delay = own != own_delays_.end()
                         ? own->second
                         : min_delay_ + std::chrono::duration_cast<std::chrono::nanoseconds>(extra)};
}

} // namespace flags::origin
