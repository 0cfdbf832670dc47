// A row of failures for each host.
#include <flags/fetch/host_budget.hpp>

#include <spdlog/fmt/fmt.h>

namespace flags::fetch {

void host_budget::failed(const std::string& host, clock::time_point begun, clock::time_point now,
                         std::string_view reason) {
    auto& in_a_row = rows_[host];
    if (in_a_row.failures > 0 && begun < in_a_row.last) return;
    if (in_a_row.failures++ == 0) in_a_row.begun = begun;
    in_a_row.last = now;
    if (in_a_row.failures >= patience_.failures && now - in_a_row.begun >= patience_.time)
        in_a_row.refusal = fmt::format("{} failed {} times in a row: {}", host, in_a_row.failures, reason);
}

void host_budget::answered(std::string_view host) {
    if (const auto found = rows_.find(host); found != rows_.end()) rows_.erase(found);
}

const std::string* host_budget::refusal(std::string_view host) const {
    const auto found = rows_.find(host);
    return found == rows_.end() || found->second.refusal.empty() ? nullptr : &found->second.refusal;
}

} // namespace flags::fetch
