// A map by names; what is too old or too much goes.
#include "window/constants.hpp"

#include <flags/window/path_memory.hpp>

#include <algorithm>
#include <ranges>

namespace flags::window {

namespace {

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= path_memory::longest_name &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

} // namespace

std::optional<remembered_path> path_memory::recall(const path_key& which, time_point now) const {
    const auto found = paths_.find(which);
    return found == paths_.end() ? std::nullopt : recalled(found->second, now);
}

bit_rate path_memory::expected_rate(std::string_view network, time_point now) const {
    bit_rate best;
    for (const auto& [key, entry] : paths_)
        if (const auto left = recalled(entry, now);
            left && key.network == network && left->round_trip >= near)
            best = std::max(best, left->rate);
    return best;
}

void path_memory::learn(const path_key& which, remembered_path seen, time_point now) {
    const auto before = recall(which, now);
    if (seen.at_most) {
        const bool inherited = before && before->at_most == seen.at_most;
        seen.at_most_since = inherited ? before->at_most_since : now;
    }
    if (before && !is_elsewhere(*before, seen.round_trip)) seen = merged(*before, seen);
    seen.saved = now;
    // Not what another run has saved this moment; but what a wrong clock has dated.
    std::erase_if(paths_, [now](const auto& each) {
        const auto saved = each.second.saved;
        return !recalled(each.second, now) && (saved < now || saved > now + std::chrono::hours(1));
    });
    put(which, seen);
}

void path_memory::put(const path_key& which, const remembered_path& entry) {
    if (!is_name(which.network) || !is_name(which.origin)) return;
    paths_.insert_or_assign(which, entry);
    if (paths_.size() <= most_paths) return;
    paths_.erase(std::ranges::min_element(paths_, {}, [](const auto& each) { return each.second.saved; }));
}

std::size_t path_memory::forget(std::string_view origin) {
    return std::erase_if(paths_, [origin](const auto& each) {
        const std::string_view name = each.first.origin;
        return name.substr(0, name.find(by_proxy)) == origin;
    });
}

} // namespace flags::window
