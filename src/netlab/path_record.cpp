// A step has one row for its most, and one more when it ended with less.
#include "netlab/path_record.hpp"

#include <algorithm>
#include <utility>

namespace flags::netlab {

namespace {

bool is_same_but_later(const path_moment& one, const path_moment& other) {
    return one.in_flight == other.in_flight && one.queued == other.queued && one.dropped == other.dropped;
}

} // namespace

path_record::path_record(link_clock::duration step, std::size_t most_rows)
    : step_(step), most_rows_(most_rows) {}

void path_record::note(const path_moment& now) {
    add(now);
    while (rows_.size() >= most_rows_) {
        step_ *= 2;
        for (const auto& each : std::exchange(rows_, {}))
            add(each);
    }
}

void path_record::add(const path_moment& now) {
    if (!rows_.empty() && is_same_but_later(now, last_)) return;
    if (!rows_.empty() && now.at < rows_.back().at + step_) {
        auto& row = rows_.back();
        row.in_flight = std::max(row.in_flight, now.in_flight);
        row.queued = std::max(row.queued, now.queued);
        row.dropped = now.dropped;
        last_ = now;
        return;
    }
    end_step(rows_);
    rows_.push_back(now);
    last_ = now;
}

std::vector<path_moment> path_record::rows() const {
    auto all = rows_;
    end_step(all);
    return all;
}

void path_record::end_step(std::vector<path_moment>& of) const {
    if (!of.empty() && !is_same_but_later(of.back(), last_)) of.push_back(last_);
}

} // namespace flags::netlab
