// Injected faults: a delay for each request, and whether it is refused. The same seed gives the same faults.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace flags::origin {

/// What is done to one request.
struct fault {
    bool is_teapot; // answered 418 (RFC 2324 section 2.3.2), as the book's slow server does
    std::chrono::nanoseconds delay;
};

/// By paths as a URL has them: "/flags/cn/cn.png".
using path_delays = std::map<std::string, std::chrono::nanoseconds, std::less<>>;

/// Draws a fault for each request. It depends only on the seed, the path and how often this path was asked for before: the
/// order in which concurrent requests arrive does not matter.
/// Threads: one at a time.
class faults {
public:
    /// Delays are uniform in [min_delay, max_delay], but for the paths that have one of their own; `error_rate` in [0, 1]
    /// is the fraction that is refused.
    faults(std::chrono::nanoseconds min_delay, std::chrono::nanoseconds max_delay, double error_rate,
           std::uint64_t seed, path_delays own_delays = {})
        : min_delay_(min_delay), max_delay_(max_delay), error_rate_(error_rate), seed_(seed),
          own_delays_(std::move(own_delays)) {}

    /// Units/limits: 65536 paths are remembered, about 2 MiB; every request for another path counts as its first.
    [[nodiscard]] fault next(std::string_view path);

private:
    std::chrono::nanoseconds min_delay_;
    std::chrono::nanoseconds max_delay_;
    double error_rate_;
    std::uint64_t seed_;
    path_delays own_delays_;
    std::unordered_map<std::uint64_t, std::uint64_t> attempts_; // by the path's hash
};

} // namespace flags::origin
