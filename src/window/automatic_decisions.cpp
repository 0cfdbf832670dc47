// What to do, and why.
#include "window/automatic_path.hpp"
#include "window/constants.hpp"

#include <algorithm>
#include <cmath>

namespace flags::window {

bool automatic_path::may_send(moment now) {
    if (!connected_ || requests_.count() >= most() || link_->in_flight >= link_->bounds.in_all) return false;
    if (requests_.count() < least()) return true;
    if (now < link_->pace.next()) return false;
    if (has_window()) return requests_.missing_bytes() + model().answer_bytes <= window();
    grow_after_silence(now);
    const auto wait = pilots_done();
    if (wait && now < *wait) return false;
    if (requests_.count() < first_requests()) return true;
    const auto next = next_beyond_burst();
    return next && now >= *next;
}

std::size_t automatic_path::connections_wanted() const {
    std::size_t useful = first_requests();
    if (has_window())
        useful = static_cast<std::size_t>(std::ceil(window() / model().answer_bytes));
    else if (!is_near())
        useful *= opened_ahead;
    return std::min({most(), requests_.count() + waiting_, std::max(least(), useful)});
}

std::optional<request_id> automatic_path::stalled(moment now) {
    const auto wait = patience();
    if (!wait || now < link_->pace.next()) return std::nullopt;
    // While others keep the link busy, a copy only takes their place.
    const double coming = requests_.missing_bytes_since(now - *wait);
    if (time_for(coming, model().rate) > *round_trip_) return std::nullopt;
    const auto which = requests_.ask_again(now - *wait);
    if (!which) return std::nullopt;
    ++asked_again_;
    link_->pace.sent(now, model().answer_bytes, expected_rate());
    return which;
}

std::optional<moment> automatic_path::next_wake(moment now) const {
    std::optional<moment> first;
    const auto consider = [&](std::optional<moment> at) {
        if (at && *at > now && (!first || *at < *first)) first = at;
    };
    if (connected_) consider(link_->pace.next());
    if (connected_ && waiting_ > 0) {
        consider(pilots_done());
        consider(next_beyond_burst());
        consider(silence_due());
    }
    if (const auto wait = patience()) consider(requests_.next_stall(now, *wait));
    return first;
}

void automatic_path::grow_after_silence(moment now) {
    const auto due = silence_due();
    if (!due || now < *due) return;
    added_by_silence_ += std::max<std::size_t>(requests_.count(), 1); // so that it doubles
    last_sign_ = now;
    decided(reason::silence);
}

std::optional<moment> automatic_path::silence_due() const noexcept {
    if (has_window() || !last_sign_ || requests_.count() >= most()) return std::nullopt;
    const double round_trips = added_by_silence_ == 0 ? silent_round_trips : 1;
    return *last_sign_ + std::max(round_trips * *round_trip_, least_silence);
}

std::optional<moment> automatic_path::pilots_done() const noexcept {
    if (has_window() || asked_ < pilots || is_near()) return std::nullopt;
    return *connected_ + pilots_wait * *round_trip_;
}

// Where SYN-ACKs show that a link is not slow, requests beyond the first burst follow at the pace that it carries for sure.
std::optional<moment> automatic_path::next_beyond_burst() const {
    if (has_window() || is_near() || !first_sent_) return std::nullopt;
    const auto least = syn_acks_.least_rate();
    if (!least) return std::nullopt;
    const double beyond = static_cast<double>(asked_) + 1 - static_cast<double>(first_requests());
    return *first_sent_ + time_for(beyond * model().answer_bytes, *least);
}

std::optional<seconds> automatic_path::patience() const {
    if (!has_window() || waiting_ > 0 || requests_.count() == 0) return std::nullopt;
    const seconds allowed = queue_allowed(model());
    if (server_times_.count() > 0 &&
        server_times_.quantile(fast_quarter) > std::max(thinking, thinking_queues * allowed))
        return std::nullopt;
    const seconds margin = std::clamp(stall_round_trips * *round_trip_, least_stall, most_stall);
    return *round_trip_ + std::max(queue_, allowed) + margin + stall_server_times * server_time_;
}

// ---- figures ----

double automatic_path::share() const noexcept {
    return link_->work == 0 ? 1 : static_cast<double>(counted_work_) / static_cast<double>(link_->work);
}

std::size_t automatic_path::least() const noexcept {
    const auto part = static_cast<std::size_t>(share() * static_cast<double>(link_->bounds.least));
    return std::max<std::size_t>(part, 1);
}

std::size_t automatic_path::most() const noexcept {
    return std::max<std::size_t>(
        std::min(at_most_.value_or(link_->bounds.per_origin), link_->bounds.per_origin), 1);
}

std::size_t automatic_path::first_requests() const noexcept {
    if (is_near()) return first_when_near + added_by_silence_;
    const std::size_t all = asked_ + waiting_;
    if (all <= all_at_once) return all + added_by_silence_;
    const auto part = static_cast<std::size_t>(std::ceil(share() * static_cast<double>(first_of_many)));
    return part + added_by_silence_;
}

bool automatic_path::is_near() const noexcept { return round_trip_ && *round_trip_ < near; }

path_model automatic_path::model() const noexcept {
    return {.rate = share() * link_->rate,
            .round_trip = round_trip_.value_or(seconds(0)),
            .server_time = server_time_,
            .answer_bytes = answers_bytes_ / answers_};
}

double automatic_path::window() const noexcept {
    const path_model known = model();
    if (!has_window()) return static_cast<double>(first_requests()) * known.answer_bytes;
    const double wanted = window_bytes(known);
    return ceiling_ ? std::min(wanted, *ceiling_) : wanted;
}

bit_rate automatic_path::expected_rate() const {
    if (link_->rate.is_known()) return pace * link_->rate;
    const auto gap = syn_acks_.gap();
    if (gap) return unweighed * syn_train::expected_rate(*gap);
    return is_near() ? bit_rate{} : pace * link_->expected; // near servers are not behind the link of others
}

state automatic_path::figures() const {
    const path_model known = model();
    const auto gap = has_window() ? std::nullopt : syn_acks_.gap();
    state now{.why = gap && why_ == reason::first_burst ? reason::narrow_link : why_,
              .in_flight = requests_.count(),
              .at_once = most(),
              .window_bytes = window(),
              .open_bytes = requests_.missing_bytes(),
              .rate = gap ? syn_train::expected_rate(*gap) : known.rate,
              .round_trip = known.round_trip,
              .queue_allowed = known.rate.is_known() ? queue_allowed(known) : seconds(0),
              .queue_seen = queue_,
              .server_time = known.server_time,
              .answer_bytes = known.answer_bytes,
              .syn_ack_gap = gap.value_or(seconds(0)),
              .asked_again = asked_again_,
              .decisions = decisions_};
    const auto room = static_cast<std::size_t>(std::round(now.window_bytes / now.answer_bytes));
    now.at_once = std::clamp(room, std::min(least(), most()), most());
    return now;
}

std::optional<remembered_path> automatic_path::memory() const {
    if (!has_window() || (rounds_ < enough_rounds && link_->received < enough_bytes)) return std::nullopt;
    return remembered_path{.rate = link_->rate,
                           .round_trip = *round_trip_,
                           .answer_bytes = answers_bytes_ / answers_,
                           .server_time = server_time_,
                           .syn_ack_gap = syn_acks_.gap(),
                           .at_most = at_most_};
}

} // namespace flags::window
