// What happens.
#include "window/automatic_path.hpp"

#include "window/constants.hpp"

#include <algorithm>

namespace flags::window {

automatic_path::automatic_path(access_link& link, std::optional<remembered_path> memory)
    : link_(&link), remembered_(memory), answers_bytes_(usual_answer * usual_weight), answers_(usual_weight),
      server_times_(recent_answers) {
    if (!memory) return;
    at_most_ = memory->at_most;
    round_trip_ = memory->round_trip;
    answers_bytes_ = memory->answer_bytes * usual_weight;
    server_time_ = memory->server_time;
    if (!link.rate.is_known()) link.rate = memory->rate;
    stage_ = stage::first_round;
    decided(reason::memory);
}

void automatic_path::on_waiting(std::size_t requests) {
    waiting_ = requests;
    count_work();
}

void automatic_path::on_connected(moment now, const handshake& how) {
    const seconds took = how.round_trip.value_or(now - how.begun);
    if (!connected_) {
        connected_ = now;
        if (remembered_ && is_elsewhere(*remembered_, took)) begin_cold();
        round_trip_ = took;
        if (!has_window() && link_->rate.is_known()) { // another origin's answers have shown it
            stage_ = stage::first_round;
            ceiling_ = growth * static_cast<double>(first_requests()) * model().answer_bytes;
        }
    }
    round_trip_ = std::min(*round_trip_, took);
    if (how.round_trip && (remembered_ || !has_window())) syn_acks_.add(how.begun, took);
    if (remembered_ && syn_acks_.count() == gaps_that_tell && has_other_gap(*remembered_, syn_acks_.gap()))
        begin_cold();
}

void automatic_path::begin_cold() {
    link_->rate = {};
    remembered_.reset();
    at_most_.reset();
    server_time_ = seconds(0);
    stage_ = stage::first_burst;
    decided(reason::first_burst);
}

void automatic_path::on_connect_refused(moment now) {
    const seconds same_burst = std::max(round_trip_.value_or(seconds(0)), least_silence);
    if (!refused_ || now - *refused_ > same_burst) refuse(now);
}

void automatic_path::on_sent(moment now, request_id request) {
    if (requests_.find(request) != nullptr) return requests_.left_at(now, request);
    const double expected = model().answer_bytes;
    if (const bit_rate rate = expected_rate(); rate.is_known()) link_->pace.sent(now, expected, rate);
    requests_.add(now, request, expected);
    ++link_->in_flight;
    ++asked_;
    count_work();
    if (!last_sign_) last_sign_ = first_sent_ = now;
    if (!round_.is_begun()) round_.begin(now, link_->received);
}

void automatic_path::on_head(moment now, request_id request, const answer_head& head) {
    const open_requests::request* const asked = requests_.find(request);
    if (asked == nullptr) return;
    note_times(now, *asked, head);
    const moment sent = asked->sent;
    if (head.bytes) {
        requests_.set_size(request, *head.bytes);
        answers_bytes_ += *head.bytes;
        ++answers_;
    }
    if (has_window() && round_.ends(now, sent, *round_trip_)) end_round(now);
}

void automatic_path::note_times(moment now, const open_requests::request& asked, const answer_head& head) {
    const seconds to_first_byte = now - asked.sent;
    fastest_answer_ = std::min(fastest_answer_.value_or(to_first_byte), to_first_byte);
    // Without TCP_INFO what varies is taken for the queue, and the server for slow only when even its fastest answer is.
    const seconds server = *fastest_answer_ > 2 * *round_trip_ ? *fastest_answer_ - *round_trip_ : seconds(0);
    seconds on_the_way = std::min(head.round_trip.value_or(to_first_byte - server), to_first_byte);
    if (head.round_trip && !head.is_first) on_the_way -= std::min(server_time_, delayed_acknowledgement);
    on_the_way = std::max(on_the_way, *round_trip_);
    round_.add_queue(on_the_way - *round_trip_);
    server_times_.add(to_first_byte - on_the_way);
    if (server_times_.count() < enough_answers) return;
    const seconds median = server_times_.quantile(0.5);
    server_time_ = median > least_server_time ? median : seconds(0);
}

void automatic_path::on_data(moment now, request_id request, const arrival& piece) {
    const auto over_link = static_cast<double>(piece.over_link.value_or(piece.bytes));
    link_->received += over_link;
    link_->train.add(now, over_link);
    requests_.arrived(now, request, static_cast<double>(piece.bytes));
    if (stage_ != stage::rounds) learn_from_train(now);
}

void automatic_path::learn_from_train(moment now) {
    const auto seen = link_->train.rate(std::max(train_time, train_round_trips * *round_trip_));
    if (!seen) return;
    link_->rate = std::max(link_->rate, *seen);
    if (has_window()) return;
    ceiling_ =
        growth * static_cast<double>(std::max(first_requests(), requests_.count())) * model().answer_bytes;
    stage_ = stage::first_round;
    round_.begin(now, link_->received);
    decided(reason::packet_train);
}

void automatic_path::end_round(moment now) {
    const bit_rate seen = round_.rate(now, link_->received);
    queue_ = round_.queue();
    // With a queue all the round long the link was busy, and what came is what it carries. Half of the way, because one round is
    // one sample.
    if (seen > link_->rate)
        link_->rate = seen;
    else if (queue_ > queue_allowed(model()) / 2)
        link_->rate = 0.5 * bit_rate{link_->rate.bits_per_second + seen.bits_per_second};
    stage_ = stage::rounds;
    ceiling_.reset();
    ++rounds_;
    round_.begin(now, link_->received);
    decided(reason::rounds);
}

void automatic_path::on_end(moment now, request_id request, ending how) {
    const open_requests::request* const asked = requests_.find(request);
    if (asked == nullptr) return;
    // One burst is one refusal, however many of its requests the server turns away.
    if (how == ending::refused && (!refused_ || asked->sent > *refused_)) refuse(now);
    requests_.end(request);
    --link_->in_flight;
    count_work();
}

void automatic_path::refuse(moment now) {
    const std::size_t half = std::max<std::size_t>(requests_.count() / 2, 1);
    at_most_ = std::min(at_most_.value_or(half), half);
    refused_ = now;
    decided(reason::refusal);
}

void automatic_path::count_work() {
    const std::size_t work = waiting_ + requests_.count();
    link_->work = link_->work - counted_work_ + work;
    counted_work_ = work;
}

void automatic_path::decided(reason why) {
    why_ = why;
    ++decisions_;
}

} // namespace flags::window
