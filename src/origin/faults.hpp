// Injected faults: a delay for each request, and whether it is refused. The same seed gives the same faults.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace flags::origin {

/// What is done to one request.
struct fault {
    bool is_teapot; // answered 418 (RFC 2324 section 2.3.2), as the book's slow server does
    std::chrono::nanoseconds delay;
};

/// Draws a fault for each request. It depends only on the seed, the path and how often this path was asked for before: the
/// order in which concurrent requests arrive does not matter.
/// Threads: one at a time.
class faults {
public:
    /// Delays are uniform in [min_delay, max_delay]; `error_rate` in [0, 1] is the fraction that is refused.
    faults(std::chrono::nanoseconds min_delay, std::chrono::nanoseconds max_delay, double error_rate,
           std::uint64_t seed)
        : min_delay_(min_delay), max_delay_(max_delay), error_rate_(error_rate), seed_(seed) {}

    /// Units/limits: 65536 paths are remembered, about 2 MiB; every request for another path counts as its first.
    [[nodiscard]] fault next(std::string_view path);

private:
    std::chrono::nanoseconds min_delay_;
    std::chrono::nanoseconds max_delay_;
    double error_rate_;
    std::uint64_t seed_;
    std::unordered_map<std::uint64_t, std::uint64_t> attempts_; // by the path's hash
};

} // namespace flags::origin
