// The busy-until clock, the queue in front of it, and what happens on the line behind it.
#include "netlab/link.hpp"

#include <algorithm>

namespace flags::netlab {

double mean_loss(const loss_model& model) noexcept {
    const double moves = model.good_to_bad + model.bad_to_good;
    const double bad = moves > 0 ? model.good_to_bad / moves : 0; // it begins in the good state
    return bad * model.lost_in_bad + (1 - bad) * model.lost_in_good;
}

link::link(const link_settings& settings) : settings_(settings), random_(settings.seed) {}

std::variant<link::clock::time_point, packet_end> link::send(clock::time_point now, std::size_t bytes) {
    busy_until_ = std::max(busy_until_, now);
    if (settings_.rate > 0) {
        const auto rate = static_cast<double>(settings_.rate);
        const std::chrono::duration<double> wait = busy_until_ - now;
        if (wait.count() * rate / 8 + static_cast<double>(bytes) > static_cast<double>(settings_.queue_bytes))
            return packet_end::queue_full;
        busy_until_ += std::chrono::ceil<std::chrono::nanoseconds>(
            std::chrono::duration<double>(static_cast<double>(bytes) * 8 / rate));
    }
    // Drawn for every packet, so that one knob does not change what another one draws.
    const auto late = std::chrono::round<std::chrono::nanoseconds>(settings_.jitter * uniform_01(random_));
    if (loses_next()) return packet_end::lost;
    last_out_ = std::max(last_out_, busy_until_ + settings_.delay + late);
    return last_out_;
}

bool link::loses_next() {
    const double move = uniform_01(random_);
    bad_ = bad_ ? move >= settings_.loss.bad_to_good : move < settings_.loss.good_to_bad;
    return uniform_01(random_) < (bad_ ? settings_.loss.lost_in_bad : settings_.loss.lost_in_good);
}

} // namespace flags::netlab
