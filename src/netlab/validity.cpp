// Compares what the ferry counted and what the probes measured with the conditions.
#include "netlab/validity.hpp"

#include "netlab/units.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flags::netlab {
namespace {

using namespace std::chrono_literals;
using nanoseconds = std::chrono::nanoseconds;

nanoseconds allowed_for(nanoseconds expected) { return std::max<nanoseconds>(1ms, expected * 3 / 100); }

void judge_round_trip(const conditions& path, const path_probe& probe, std::vector<std::string>& reasons) {
    if (!probe.rtt) {
        if (path.loss == loss_model()) reasons.emplace_back("no packet of a probe came through");
    } else if (const auto allowed = allowed_for(path.rtt),
               pauses = longest_pause(down_link(path)) + longest_pause(up_link(path));
               *probe.rtt < path.rtt - allowed || *probe.rtt > path.rtt + 2 * path.jitter + pauses + allowed)
        reasons.push_back(fmt::format("the round trip was {} in a probe, not {}", show_time(*probe.rtt),
                                      show_time(path.rtt)));
}

void judge_rate(const conditions& path, std::string_view direction, std::uint64_t rate,
                const std::optional<packet_train>& train, std::vector<std::string>& reasons) {
    if (rate == 0) return;
    if (!train) {
        if (path.loss == loss_model())
            reasons.push_back(fmt::format("the rate {} could not be measured by a probe", direction));
        return;
    }
    const auto expected = std::chrono::round<nanoseconds>(
        std::chrono::duration<double>(static_cast<double>(train->bytes) * 8 / static_cast<double>(rate)));
    if (std::chrono::abs(train->time - expected) > allowed_for(expected) + path.jitter)
        reasons.push_back(fmt::format("the rate {} was {} in a probe, not {}", direction, show_rate(*train),
                                      show_rate(rate)));
}

} // namespace

std::vector<std::string> why_invalid(const conditions& path, const ferry_log& log,
                                     std::span<const path_probe> probes) {
    std::vector<std::string> reasons;
    const auto latest = std::max<std::chrono::nanoseconds>(1ms, path.rtt / 50);
    if (const auto p99 = log.late.quantile(0.99); p99 > latest)
        reasons.push_back(
            fmt::format("one packet in a hundred was handed over {} late or more, {} is allowed; try "
                        "again when the machine has less to do",
                        show_time(p99), show_time(latest)));
    if (const auto dropped = log.up.overrun + log.down.overrun; dropped > 0)
        reasons.push_back(fmt::format(
            "{} packets were dropped because the machine could not keep up; try lower rates", dropped));
    for (const path_probe& probe : probes) {
        judge_round_trip(path, probe, reasons);
        judge_rate(path, "down", path.down, probe.down, reasons);
        judge_rate(path, "up", path.up, probe.up, reasons);
    }
    return reasons;
}

} // namespace flags::netlab
