// Deficit round robin over queues with CoDel.
#include "netlab/managed_queue.hpp"

#include <flags/base/random.hpp>

#include <algorithm>
#include <utility>

namespace flags::netlab {
namespace {

constexpr std::int64_t quantum = 1500;
constexpr std::size_t fair_flows = 1024;

std::string take_management(queue_management& into, std::string_view text) {
    using enum queue_management::method;
    if (text == "codel")
        into.by = codel;
    else if (text == "fq-codel")
        into.by = fq_codel;
    else if (text == "drop-tail")
        into.by = drop_tail;
    else
        return "give codel, fq-codel or drop-tail";
    return {};
}

} // namespace

const term<queue_management> queue_management::terms[1] = {
    {.name = "aqm",
     .value = "METHOD",
     .help = "How the queue is managed: drop-tail, codel (it drops when packets wait 5 ms for 100 ms), "
             "fq-codel (a queue for "
             "each flow, in turns)",
     .take = take_management}};

std::string queue_management::describe() const { return by == method::codel ? "codel" : "fq-codel"; }

std::vector<fact> queue_management::facts() const {
    const auto ms = [](auto time) { return static_cast<double>(time.count()); };
    return {{"target_ms", ms(codel_queue::target)},
            {"interval_ms", ms(codel_queue::interval)},
            {"flows", by == method::codel ? 1. : static_cast<double>(fair_flows)}};
}

managed_queue::managed_queue(queue_management::method by, std::unique_ptr<carrier> carrying,
                             std::size_t limit, std::uint64_t seed)
    : carrying_(std::move(carrying)), limit_(limit), seed_(seed),
      flows_(by == queue_management::method::codel ? 1 : fair_flows) {}

void managed_queue::put(packet&& each) {
    if (each.moments.empty()) return;
    if (bytes_ + each.bytes > limit_ && flows_.size() == 1) {
        ++overflown_;
        return;
    }
    const auto came = each.moments.front();
    const std::size_t number = splitmix64(each.flow ^ seed_)() % flows_.size();
    auto& its = flows_[number];
    bytes_ += each.bytes;
    its.packets.put(std::move(each));
    if (!std::exchange(its.is_listed, true)) {
        its.credit = quantum;
        new_.push_back(number);
    }
    while (bytes_ > limit_)
        make_room();
    next_ = std::min(next_, carrying_->begin_of(came));
}

void managed_queue::make_room() {
    auto& longest =
        *std::ranges::max_element(flows_, {}, [](const flow& each) { return each.packets.bytes(); });
    bytes_ -= longest.packets.bytes();
    longest.packets.drop_head();
    bytes_ += longest.packets.bytes();
    ++overflown_;
}

std::optional<packet> managed_queue::take(link_clock::time_point now) {
    while (next_ <= now) {
        const auto begin = next_;
        auto chosen = choose(begin);
        if (chosen) chosen->moments.front() = carrying_->carry(begin, chosen->bytes);
        next_ = bytes_ > 0 ? carrying_->begin_of(begin) : link_clock::time_point::max();
        if (chosen) return chosen;
    }
    return std::nullopt;
}

// Whose turn it is; what CoDel drops on the way is gone.
std::optional<packet> managed_queue::choose(link_clock::time_point now) {
    while (!new_.empty() || !old_.empty()) {
        const bool is_new = !new_.empty();
        auto& line = is_new ? new_ : old_;
        const std::size_t number = line.front();
        auto& its = flows_[number];
        if (its.credit <= 0) {
            its.credit += quantum;
            line.pop_front();
            old_.push_back(number);
            continue;
        }
        bytes_ -= its.packets.bytes();
        auto chosen = its.packets.take(now);
        bytes_ += its.packets.bytes();
        if (chosen) {
            its.credit -= static_cast<std::int64_t>(chosen->bytes);
            return chosen;
        }
        line.pop_front();
        if (is_new) // it may not come back as a new one at once
            old_.push_back(number);
        else
            its.is_listed = false;
    }
    return std::nullopt;
}

link_clock::time_point managed_queue::next() const { return next_; }

std::uint64_t managed_queue::dropped_early() const noexcept {
    std::uint64_t all = 0;
    for (const auto& each : flows_)
        all += each.packets.dropped();
    return all;
}

} // namespace flags::netlab
