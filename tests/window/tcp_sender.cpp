// Acknowledgements in, packets out.
// Long because the reactions of one state machine are read together.
#include "tcp_sender.hpp"

#include <algorithm>
#include <cmath>

namespace simulated {

using namespace std::chrono_literals;

namespace {

constexpr nanoseconds first_timeout = 1s;
constexpr nanoseconds probe_margin = 8ms; // two ticks of a kernel with 250 of them a second
constexpr double initial_window = 10;
constexpr std::size_t duplicates = 3;

} // namespace

tcp_sender::tcp_sender(simulation& clock, std::function<void(const packet&)> transmit)
    : clock_(&clock), transmit_(std::move(transmit)), timeout_(first_timeout) {}

void tcp_sender::handshake_took(nanoseconds time) {
    if (!smoothed_) measure(time);
}

void tcp_sender::write(std::size_t bytes) {
    restart_after_idling();
    for (std::size_t left = bytes; left > 0; left -= segments_.back().bytes)
        segments_.push_back({.bytes = std::min(left, segment_bytes)});
    send_allowed();
}

void tcp_sender::stop() {
    ++timer_;
    segments_.resize(next_);
    unacknowledged_ = next_;
}

void tcp_sender::restart_after_idling() {
    if (!last_sent_ || unacknowledged_ != next_) return;
    nanoseconds idle = clock_->now() - *last_sent_;
    if (idle <= timeout_) return;
    threshold_ = std::max(threshold_, 0.75 * window_);
    const double least = std::min(initial_window, window_);
    while ((idle -= timeout_) > 0ns && window_ > least)
        window_ = std::floor(window_ / 2);
    window_ = std::max(window_, least);
}

// ---- acknowledgements ----

void tcp_sender::on_acknowledgement(const acknowledgement& what) {
    const std::size_t before = unacknowledged_;
    const delivery brought = take(what);
    if (brought.round_trip) {
        measure(*brought.round_trip);
        back_off_ = 0;
    }
    const bool advanced = unacknowledged_ > before;
    if (advanced) undo_if_spurious(what);
    end_probe(what);
    end_recovery();
    const bool lost_more = find_lost();
    if (lost_more && state_ == state::open) begin_recovery();
    if (state_ == state::recovery)
        reduce(brought, advanced, lost_more);
    else if (advanced)
        grow(unacknowledged_ - before);
    send_allowed();
    if (unacknowledged_ == next_)
        ++timer_;
    else if (brought.segments > 0)
        arm(true);
}

tcp_sender::delivery tcp_sender::take(const acknowledgement& what) {
    delivery sum;
    for (std::size_t at = unacknowledged_; at < what.next; ++at)
        deliver(at, sum);
    unacknowledged_ = std::max(unacknowledged_, what.next);
    for (const std::size_t at : what.beyond)
        if (at >= unacknowledged_) deliver(at, sum);
    return sum;
}

void tcp_sender::deliver(std::size_t at, delivery& sum) {
    segment& one = segments_[at];
    if (one.received) return;
    one.received = true;
    one.lost = false;
    ++sum.segments;
    const nanoseconds took = clock_->now() - one.last_sent;
    if (!one.resent) sum.round_trip = took;
    if (one.resent && took < shortest_) return; // it answers the first copy
    if (newest_took_ && std::pair(one.last_sent, at) < std::pair(newest_sent_, newest_)) return;
    newest_sent_ = one.last_sent;
    newest_ = at;
    newest_took_ = took;
}

void tcp_sender::measure(nanoseconds round_trip) {
    shortest_ = std::min(shortest_, round_trip);
    if (!smoothed_) {
        smoothed_ = round_trip;
        variation_ = round_trip / 2;
    } else {
        const nanoseconds off = *smoothed_ > round_trip ? *smoothed_ - round_trip : round_trip - *smoothed_;
        variation_ = (3 * variation_ + off) / 4;
        *smoothed_ = (7 * *smoothed_ + round_trip) / 8;
    }
    timeout_ = *smoothed_ + std::max(shortest_timeout, 4 * variation_);
}

// The first answer after a time-out was caused by a packet of before it: nothing was lost but patience.
void tcp_sender::undo_if_spurious(const acknowledgement& what) {
    if (state_ != state::loss || !first_resent_ || what.echo >= *first_resent_) return;
    state_ = state::open;
    window_ = std::max(window_, window_before_);
    threshold_ = threshold_before_;
    for (std::size_t at = unacknowledged_; at < next_; ++at)
        segments_[at].lost = false;
    first_resent_.reset();
}

// If the probe was needed its loss counts as congestion; if the first copy came, too, nothing happened.
void tcp_sender::end_probe(const acknowledgement& what) {
    if (!probed_ || unacknowledged_ <= *probed_) return;
    const bool first_copy_lost = what.echo >= segments_[*probed_].last_sent;
    probed_.reset();
    if (state_ != state::open || !first_copy_lost) return;
    threshold_ = std::max(window_ / 2, 2.0);
    window_ = threshold_;
}

void tcp_sender::end_recovery() {
    if (state_ == state::open || unacknowledged_ < recovers_until_) return;
    if (state_ == state::recovery) window_ = threshold_;
    state_ = state::open;
    first_resent_.reset();
    probed_.reset();
}

// RACK: lost is what was sent before something that came, by more than what reordering explains.
bool tcp_sender::find_lost() {
    if (!newest_took_) return false;
    const bool impatient = state_ != state::open || received_beyond() >= duplicates;
    const nanoseconds reordering = impatient ? 0ns : shortest_ / 4;
    bool found = false;
    nanoseconds wait = 0ns;
    for (std::size_t at = unacknowledged_; at < next_; ++at) {
        segment& one = segments_[at];
        if (one.received || one.lost) continue;
        if (std::pair(one.last_sent, at) > std::pair(newest_sent_, newest_)) continue;
        const nanoseconds left = one.last_sent + *newest_took_ + reordering - clock_->now();
        if (left <= 0ns)
            one.lost = found = true;
        else
            wait = std::max(wait, left);
    }
    if (wait > 0ns) watch_reordering(wait);
    return found;
}

void tcp_sender::watch_reordering(nanoseconds wait) {
    clock_->after(wait, [this] {
        if (!find_lost()) return;
        if (state_ == state::open) {
            begin_recovery();
            window_ = flying() + 1;
        }
        send_allowed();
        arm(true);
    });
}

void tcp_sender::begin_recovery() {
    state_ = state::recovery;
    recovers_until_ = next_;
    window_before_ = window_;
    threshold_ = std::max(window_ / 2, 2.0);
    reduced_delivered_ = reduced_sent_ = 0;
    probed_.reset();
    first_resent_.reset();
}

void tcp_sender::reduce(const delivery& what, bool advanced, bool lost_more) {
    const auto delivered = static_cast<double>(what.segments);
    reduced_delivered_ += delivered;
    const double in_flight = flying();
    double allowed = 0;
    if (in_flight > threshold_) {
        allowed = std::ceil(reduced_delivered_ * threshold_ / window_before_) - reduced_sent_;
    } else {
        allowed = std::max(reduced_delivered_ - reduced_sent_, delivered);
        if (advanced && !lost_more) allowed += 1;
        allowed = std::min(allowed, threshold_ - in_flight);
    }
    const double least = reduced_sent_ > 0 ? 0 : 1; // the first loss is repaired at once
    window_ = in_flight + std::max(allowed, least);
}

void tcp_sender::grow(std::size_t acknowledged) {
    if (!limited_ && state_ != state::loss) return;
    auto left = static_cast<double>(acknowledged);
    if (window_ < threshold_) {
        const double fast = std::min(left, threshold_ - window_);
        window_ += fast;
        left -= fast;
    }
    if (left > 0) window_ += left / window_;
}

// ---- packets ----

double tcp_sender::flying() const {
    double count = 0;
    for (std::size_t at = unacknowledged_; at < next_; ++at)
        if (!segments_[at].received && !segments_[at].lost) ++count;
    return count;
}

std::size_t tcp_sender::received_beyond() const {
    std::size_t count = 0;
    for (std::size_t at = unacknowledged_; at < next_; ++at)
        if (segments_[at].received) ++count;
    return count;
}

void tcp_sender::send_allowed() {
    bool sent = false;
    std::size_t lost = unacknowledged_;
    for (double in_flight = flying(); in_flight + 1 <= window_ + 1e-9; ++in_flight) {
        while (lost < next_ && !segments_[lost].lost)
            ++lost;
        if (lost == next_ && next_ == segments_.size()) break;
        const std::size_t at = lost < next_ ? lost : next_++;
        if (lost == at) ++lost; // a new one follows all that were lost
        send(at);
        sent = true;
        if (state_ == state::recovery) ++reduced_sent_;
    }
    const std::size_t out = next_ - unacknowledged_;
    if (unacknowledged_ >= most_flying_until_ || out > most_flying_) {
        most_flying_ = out;
        most_flying_until_ = next_;
    }
    const auto most = static_cast<double>(most_flying_);
    limited_ = window_ < threshold_ ? window_ < 2 * most : most >= std::floor(window_);
    if (sent) arm(true);
}

void tcp_sender::send(std::size_t at) {
    segment& one = segments_[at];
    const time_point now = clock_->now();
    ++counts_.sent;
    if (one.first_sent == time_point{}) {
        one.first_sent = now;
    } else {
        one.resent = true;
        one.lost = false;
        ++counts_.resent;
        if (!first_resent_) first_resent_ = now;
    }
    one.last_sent = now;
    last_sent_ = now;
    transmit_({.segment = at, .bytes = one.bytes, .sent = now});
}

// ---- the timer ----

void tcp_sender::arm(bool may_probe) {
    const std::uint64_t mine = ++timer_;
    if (unacknowledged_ == next_) return;
    nanoseconds wait = timeout_ * (1 << std::min(back_off_, 8));
    const bool probes = may_probe && state_ == state::open && !probed_ && smoothed_ && received_beyond() == 0;
    if (probes) {
        const bool is_alone = next_ - unacknowledged_ == 1; // its acknowledgement may be delayed
        wait = std::min(wait, 2 * *smoothed_ + (is_alone ? shortest_timeout : probe_margin));
    }
    clock_->after(wait, [this, mine, probes] {
        if (timer_ != mine) return;
        if (probes)
            probe();
        else
            on_timeout();
    });
}

void tcp_sender::probe() {
    probed_ = next_ - 1;
    send(*probed_);
    arm(false);
}

void tcp_sender::on_timeout() {
    ++counts_.timeouts;
    if (state_ != state::loss) {
        window_before_ = window_;
        threshold_before_ = threshold_;
        threshold_ = std::max(window_ / 2, 2.0);
    }
    window_ = 1;
    state_ = state::loss;
    recovers_until_ = next_;
    ++back_off_;
    probed_.reset();
    first_resent_.reset();
    for (std::size_t at = unacknowledged_; at < next_; ++at)
        if (!segments_[at].received) segments_[at].lost = true;
    send_allowed();
    arm(false);
}

} // namespace simulated
