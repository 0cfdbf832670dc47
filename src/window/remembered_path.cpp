// How memories age and mix.
#include <flags/window/remembered_path.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace flags::window {

using namespace std::chrono_literals;

namespace {

// Tariffs, cells and neighbours change: a day later the rate is taken with caution, a month later with none at all.
constexpr auto fresh = 24h;
constexpr auto expires = 30 * 24h;
constexpr double caution = 0.7;

// A server that has been asking for less for an hour says so again if it still does.
constexpr auto limit_expires = 1h;

// Both: short paths vary by milliseconds, long ones by percent.
constexpr seconds other_by{0.01};
constexpr double other_by_share = 0.3;
constexpr double other_by_factor = 2;
// Shorter gaps differ by such a factor through the noise of clocks alone.
constexpr seconds clear_gap{100e-6};

} // namespace

std::optional<remembered_path> recalled(remembered_path memory, remembered_path::wall_clock::time_point now) {
    const auto age = now - memory.saved;
    if (age < 0s || age > expires || !memory.rate.is_known()) return std::nullopt;
    if (age > fresh) memory.rate = caution * memory.rate;
    if (memory.at_most && (memory.at_most_since > now || now - memory.at_most_since > limit_expires))
        memory.at_most.reset();
    return memory;
}

remembered_path merged(const remembered_path& before, const remembered_path& seen) {
    remembered_path both = seen;
    both.rate = {std::midpoint(before.rate.bits_per_second, seen.rate.bits_per_second)};
    both.answer_bytes = std::midpoint(before.answer_bytes, seen.answer_bytes);
    both.server_time = (before.server_time + seen.server_time) / 2;
    return both;
}

bool is_elsewhere(const remembered_path& memory, seconds round_trip) noexcept {
    const seconds off{std::abs((round_trip - memory.round_trip).count())};
    return off > std::max(other_by, other_by_share * memory.round_trip);
}

bool has_other_gap(const remembered_path& memory, std::optional<seconds> gap) noexcept {
    if (!gap || !memory.syn_ack_gap) return false;
    const auto [shorter, longer] = std::minmax(*gap, *memory.syn_ack_gap);
    return longer > clear_gap && longer > other_by_factor * shorter;
}

} // namespace flags::window
