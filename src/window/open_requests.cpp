// A map and its sum.
#include "window/open_requests.hpp"

#include <algorithm>
#include <ranges>

namespace flags::window {

void open_requests::set_missing(request& one, double bytes) {
    missing_ += bytes - one.missing;
    one.missing = bytes;
}

void open_requests::add(moment now, request_id id, double expected_bytes) {
    const auto [at, is_new] = requests_.try_emplace(id, request{.sent = now, .progress = now, .missing = 0});
    if (is_new) set_missing(at->second, expected_bytes);
}

void open_requests::left_at(moment now, request_id id) {
    const auto found = requests_.find(id);
    if (found != requests_.end()) found->second.sent = found->second.progress = now;
}

void open_requests::end(request_id id) {
    const auto found = requests_.find(id);
    if (found == requests_.end()) return;
    set_missing(found->second, 0);
    requests_.erase(found);
    if (requests_.empty()) missing_ = 0; // and no rounding error grows
}

const open_requests::request* open_requests::find(request_id id) const {
    const auto found = requests_.find(id);
    return found == requests_.end() ? nullptr : &found->second;
}

void open_requests::set_size(request_id id, double bytes) {
    const auto found = requests_.find(id);
    if (found != requests_.end()) set_missing(found->second, bytes);
}

void open_requests::arrived(moment now, request_id id, double bytes) {
    const auto found = requests_.find(id);
    if (found == requests_.end()) return;
    found->second.progress = now;
    set_missing(found->second, std::max(0.0, found->second.missing - bytes));
}

double open_requests::missing_bytes_since(moment latest) const {
    double bytes = 0;
    for (const request& one : requests_ | std::views::values)
        if (one.progress > latest) bytes += one.missing;
    return bytes;
}

std::optional<moment> open_requests::next_stall(moment now, seconds patience) const {
    std::optional<moment> first;
    for (const request& one : requests_ | std::views::values)
        if (const moment at = one.progress + patience; at > now && (!first || at < *first)) first = at;
    return first;
}

std::optional<request_id> open_requests::ask_again(moment latest) {
    for (auto& [id, one] : requests_) {
        if (one.asked_again || one.progress > latest) continue;
        one.asked_again = true;
        return id;
    }
    return std::nullopt;
}

} // namespace flags::window
