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

link::link(const link_settings& settings, const std::shared_ptr<activity>& path)
    : queue_(carrier_of(settings), settings.queue_bytes), loss_(settings.loss, settings.seed ^ fnv1a("loss")),
      delay_(settings.delay, settings.jitter, settings.seed ^ fnv1a("jitter")) {
    const auto& queue = std::get<queue_management>(settings.further);
    if (auto carrying = carrier_of(settings); carrying && queue != queue_management())
        managed_ = std::make_unique<managed_queue>(queue.by, std::move(carrying), settings.queue_bytes,
                                                   settings.seed ^ fnv1a("flows"));
    for_each_active(settings.further, [&]<condition_kind Kind>(const Kind& each) {
        if constexpr (staged_kind<Kind>) {
            auto& line = Kind::where == place::ahead ? ahead_ : behind_;
            line.push_back({.deed = Kind::deed,
                            .at = each.at_work({.towards = settings.towards,
                                                .delay = settings.delay,
                                                .seed = settings.seed ^ fnv1a(Kind::name),
                                                .path = path})});
        }
    });
}

void link::pass_ahead(packet& each) {
    if (each.of_probe) return;
    for (const auto& one : ahead_)
        one.at->pass(each);
}

void link::pass_behind(packet& each) {
    loss_.pass(each);
    delay_.pass(each);
    if (each.of_probe) return;
    for (const auto& one : behind_)
        one.at->pass(each);
}

void link::put(clock::time_point now, packet&& each) {
    each.moments.assign(1, now);
    pass_ahead(each);
    if (managed_) {
        managed_->put(std::move(each));
        return;
    }
    queue_.pass(each);
    packet_ = std::move(each);
    is_ready_ = true;
}

packet* link::take(clock::time_point now) {
    while (managed_ || is_ready_) {
        if (managed_) {
            auto taken = managed_->take(now);
            if (!taken) return nullptr;
            packet_ = std::move(*taken);
        }
        is_ready_ = false;
        pass_behind(packet_);
        if (!packet_.moments.empty()) return &packet_;
    }
    return nullptr;
}

link::clock::time_point link::next() const { return managed_ ? managed_->next() : clock::time_point::max(); }

const std::vector<link::clock::time_point>& link::send(clock::time_point now, std::size_t bytes,
                                                       bool of_probe) {
    packet_.bytes = bytes;
    packet_.of_probe = of_probe;
    packet_.moments.assign(1, now);
    pass_ahead(packet_);
    queue_.pass(packet_);
    pass_behind(packet_);
    return packet_.moments;
}

deeds link::further() const {
    deeds done;
    for (const auto* const line : {&ahead_, &behind_})
        for (const auto& [deed, at] : *line)
            done.emplace_back(deed, at->count());
    if (managed_) done.emplace_back("aqm_drops", managed_->dropped_early());
    return done;
}

} // namespace flags::netlab
