// From what users state to what a link computes with.
#include "netlab/conditions.hpp"

#include "netlab/units.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <string_view>

namespace flags::netlab {
namespace {

// A queue holds at least two of the largest packets (1500 bytes); otherwise no packet could wait.
constexpr std::size_t least_queue = 3000;
constexpr std::size_t usual_queue = 64UL * 1024;

std::size_t bytes_in(std::chrono::nanoseconds time, std::uint64_t rate) {
    return static_cast<std::size_t>(std::chrono::duration<double>(time).count() * static_cast<double>(rate) /
                                    8);
}

std::size_t queue_of(const conditions& path, std::uint64_t rate) {
    const std::size_t wanted = path.queue_bytes > 0 ? path.queue_bytes
                               : path.queue_time.count() > 0
                                   ? bytes_in(path.queue_time, rate)
                                   : std::max(usual_queue, bytes_in(path.rtt, rate));
    return std::max(wanted, least_queue);
}

link_settings link_of(const conditions& path, std::uint64_t rate, std::string_view name, way towards) {
    const auto& trace = std::get<varying_rate>(path.further).of(towards);
    return {.rate = trace.empty() ? rate : 0,
            .delay = path.rtt / 2,
            .jitter = path.jitter,
            .queue_bytes = queue_of(path, trace.empty() ? rate : mean_rate(trace)),
            .loss = path.loss,
            .seed = path.seed ^ fnv1a(name),
            .towards = towards,
            .further = path.further};
}

} // namespace

link_settings down_link(const conditions& path) { return link_of(path, path.down, "down", way::down); }
link_settings up_link(const conditions& path) { return link_of(path, path.up, "up", way::up); }

std::chrono::nanoseconds mean_round_trip(const conditions& path) {
    const auto lead = 2 * std::min(std::get<reordering>(path.further).lead, path.rtt / 2);
    const double part = mean_part(std::get<reordering>(path.further));
    return path.rtt - std::chrono::round<std::chrono::nanoseconds>(part * lead);
}

std::uint64_t best_rate_down(const conditions& path, std::uint64_t bytes) {
    const auto& trace = std::get<varying_rate>(path.further).down;
    return trace.empty() ? path.down : best_rate(trace, bytes);
}

std::string describe(const conditions& path) {
    std::string line = "rtt " + show_time(path.rtt);
    if (path.jitter.count() > 0) line += " + jitter of up to " + show_time(path.jitter) + " each way";
    if (path.down > 0) line += ", down " + show_rate(path.down);
    if (path.up > 0) line += ", up " + show_rate(path.up);
    if (path.queue_bytes > 0)
        line += fmt::format(", queue {} bytes", path.queue_bytes);
    else if (path.queue_time.count() > 0)
        line += ", queue " + show_time(path.queue_time);
    if (path.loss != loss_model()) {
        line += ", loss " + show_fraction(mean_loss(path.loss));
        if (path.loss.good_to_bad > 0) line += " in bursts";
        line += " each way";
    }
    bool is_random = path.loss != loss_model() || path.jitter.count() > 0;
    for_each_active(path.further, [&]<condition_kind Kind>(const Kind& each) {
        line += ", " + each.describe();
        is_random = is_random || Kind::is_random;
    });
    if (is_random) line += fmt::format(", seed {}", path.seed);
    return line;
}

} // namespace flags::netlab
