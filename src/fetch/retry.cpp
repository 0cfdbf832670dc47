// The retry rules as pure functions.
#include <flags/fetch/retry.hpp>

#include <algorithm>
#include <cstdint>

namespace flags::fetch {

using std::chrono::milliseconds;

milliseconds wait_before_retry(const retry_policy& policy, int retry, std::optional<milliseconds> asked_for,
                               splitmix64& random) {
    if (asked_for) return std::clamp(*asked_for, milliseconds(0), policy.max_wait);
    constexpr int most_doublings = 20; // 500 ms × 2^20 is six days, far above any cap
    const auto longest = std::min(policy.base * (std::int64_t{1} << std::clamp(retry - 1, 0, most_doublings)),
                                  policy.max_wait);
    return milliseconds(
        static_cast<std::int64_t>(uniform_01(random) * static_cast<double>(longest.count() + 1)));
}

splitmix64 seeded_by_the_clock() {
    return splitmix64(
        static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()));
}

bool is_worth_a_retry(int status) {
    switch (status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
        return true;
    default:
        return false;
    }
}

bool holds_back_the_host(int status) { return status == 429 || status == 503; }

} // namespace flags::fetch
