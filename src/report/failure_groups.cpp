// The key of a group is its cause, a line feed and its host.
#include "report/failure_groups.hpp"

#include <flags/http/url.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::report {

namespace {

constexpr std::size_t most_groups = 1'000;
constexpr std::size_t most_groups_named = 10;

std::string key_of(const fetch::outcome& result) {
    std::string_view host = http::origin_of(result.job.url);
    host.remove_prefix(std::min(host.size(), host.find("://") + 3));
    const bool is_status = result.last.cause == "http_status";
    return (is_status ? std::to_string(result.last.status) : result.last.cause) + "\n" + std::string(host);
}

} // namespace

void failure_groups::add(const fetch::outcome& result) {
    std::string key = key_of(result);
    if (const auto known = counts_.find(key); known != counts_.end())
        ++known->second;
    else if (counts_.size() < most_groups)
        counts_.emplace(std::move(key), 1);
    else
        ++others_;
}

std::string failure_groups::sentence() const {
    if (counts_.empty()) return {};
    std::vector<std::pair<std::size_t, std::string_view>> groups;
    groups.reserve(counts_.size());
    for (const auto& [key, count] : counts_)
        groups.emplace_back(count, key);
    // Equal counts stay in the order of their keys.
    std::ranges::sort(groups, {},
                      [](const auto& each) { return std::pair(SIZE_MAX - each.first, each.second); });
    std::string text = "not there: ";
    std::size_t others = others_;
    for (std::size_t n = 0; n < groups.size(); ++n) {
        const auto& [count, key] = groups[n];
        const std::size_t end = key.find('\n');
        if (n < most_groups_named)
            text += fmt::format("{}{} × {} at {}", n == 0 ? "" : "; ", key.substr(0, end), count,
                                key.substr(end + 1));
        else
            others += count;
    }
    if (others > 0) text += fmt::format("; {} others", others);
    return text;
}

} // namespace flags::report
