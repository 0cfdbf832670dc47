// Holding, probing, reopening.
#include <flags/aio/sleep.hpp>
#include <flags/fetch/host_gate.hpp>

#include <algorithm>
#include <utility>

namespace flags::fetch {

coro::task<host_gate::pass> host_gate::enter(std::string host) {
    while (true) {
        const auto found = held_.find(host);
        if (found == held_.end()) co_return pass(*this, std::move(host), nullptr);
        const std::shared_ptr<held_host> held = found->second;
        if (held->probing) {
            co_await held->changed.wait();
            continue;
        }
        const auto left = held->until - now_();
        if (left > clock::duration::zero()) {
            co_await aio::sleep(left);
            continue;
        }
        held->probing = true;
        co_return pass(*this, std::move(host), held);
    }
}

host_gate::pass::~pass() {
    if (!probed_) return;
    probed_->probing = false;
    probed_->changed.set();
    probed_->changed.clear();
}

void host_gate::pass::hold(std::chrono::milliseconds wait) {
    auto& held = gate_->held_[host_];
    if (!held) held = std::make_shared<held_host>();
    held->until = std::max(held->until, gate_->now_() + wait);
}

void host_gate::pass::answered() {
    // Only the probe's word counts: an answer to a request that left before the hold says nothing about now.
    if (probed_) gate_->held_.erase(host_);
}

} // namespace flags::fetch
