// Two numbers are drawn for each packet in both states, so that a probability changes which packets are lost and not what is
// drawn for later ones.
#include "netlab/loss.hpp"

namespace flags::netlab {

double mean_loss(const loss_model& model) noexcept {
    const double moves = model.good_to_bad + model.bad_to_good;
    const double bad = moves > 0 ? model.good_to_bad / moves : 0;
    return bad * model.lost_in_bad + (1 - bad) * model.lost_in_good;
}

void gilbert_elliott_loss::pass(packet& each) {
    dropped_ += std::erase_if(each.moments, [this](link_clock::time_point) { return loses_next(); });
}

bool gilbert_elliott_loss::loses_next() {
    const double move = uniform_01(random_);
    bad_ = bad_ ? move >= model_.bad_to_good : move < model_.good_to_bad;
    return uniform_01(random_) < (bad_ ? model_.lost_in_bad : model_.lost_in_good);
}

} // namespace flags::netlab
