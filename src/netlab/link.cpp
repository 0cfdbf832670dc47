// Each condition draws from a generator of its own, so that changing one does not change what another one draws.
#include "netlab/link.hpp"

#include <flags/base/random.hpp>

namespace flags::netlab {

link::link(const link_settings& settings)
    : conditions_(drop_tail_queue(settings.rate, settings.queue_bytes),
                  gilbert_elliott_loss(settings.loss, settings.seed ^ fnv1a("loss")),
                  jittered_delay(settings.delay, settings.jitter, settings.seed ^ fnv1a("jitter"))) {}

const std::vector<link::clock::time_point>& link::send(clock::time_point now, std::size_t bytes) {
    packet_.bytes = bytes;
    packet_.moments.assign(1, now);
    std::apply([this](auto&... each) { (each.pass(packet_), ...); }, conditions_);
    return packet_.moments;
}

} // namespace flags::netlab
