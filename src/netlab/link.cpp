// Each condition draws from a generator of its own, so that changing one does not change what another one draws.
#include "netlab/link.hpp"

#include <flags/base/random.hpp>

namespace flags::netlab {
namespace {

const delivery_times& trace_of(const link_settings& settings) {
    return std::get<varying_rate>(settings.further).of(settings.towards);
}

std::unique_ptr<carrier> carrier_of(const link_settings& settings) {
    if (const auto& times = trace_of(settings); !times.empty()) return by_trace(times);
    return settings.rate > 0 ? at_rate(settings.rate) : nullptr;
}

} // namespace

std::uint64_t mean_rate(const link_settings& settings) {
    const auto& times = trace_of(settings);
    return times.empty() ? settings.rate : mean_rate(times);
}

std::chrono::nanoseconds longest_pause(const link_settings& settings) {
    const auto& times = trace_of(settings);
    return times.empty() ? std::chrono::nanoseconds(0) : longest_pause(times);
}

link::link(const link_settings& settings)
    : queue_(carrier_of(settings), settings.queue_bytes), loss_(settings.loss, settings.seed ^ fnv1a("loss")),
      delay_(settings.delay, settings.jitter, settings.seed ^ fnv1a("jitter")) {
    for_each_active(settings.further, [&]<condition_kind Kind>(const Kind& each) {
        if constexpr (staged_kind<Kind>) {
            auto& line = Kind::where == place::ahead ? ahead_ : behind_;
            line.push_back({.deed = Kind::deed,
                            .at = each.at_work({.towards = settings.towards,
                                                .delay = settings.delay,
                                                .seed = settings.seed ^ fnv1a(Kind::name)})});
        }
    });
}

const std::vector<link::clock::time_point>& link::send(clock::time_point now, std::size_t bytes,
                                                       bool of_probe) {
    packet_.bytes = bytes;
    packet_.of_probe = of_probe;
    packet_.moments.assign(1, now);
    if (!of_probe)
        for (const auto& each : ahead_)
            each.at->pass(packet_);
    queue_.pass(packet_);
    loss_.pass(packet_);
    delay_.pass(packet_);
    if (!of_probe)
        for (const auto& each : behind_)
            each.at->pass(packet_);
    return packet_.moments;
}

deeds link::further() const {
    deeds done;
    for (const auto* const line : {&ahead_, &behind_})
        for (const auto& [deed, at] : *line)
            done.emplace_back(deed, at->count());
    return done;
}

} // namespace flags::netlab
