// A host is taken out of the line before anything changes that its place depends on.
#include "fetch/host_turns.hpp"

#include <flags/http/url.hpp>

#include <utility>

namespace flags::fetch {

void host_turns::add(job next) {
    const auto of = hosts_.try_emplace(std::string(http::origin_of(next.url))).first;
    leave_line(of);
    if (of->second.waiting.empty()) of->second.last_turn = ++turns_; // behind all that wait
    of->second.waiting.push_back(std::move(next));
    ++waiting_;
    enter_line(of);
}

std::optional<job> host_turns::take() {
    if (line_.empty() || (hosts_.size() > 1 && line_.begin()->under_way >= among_others_))
        return std::nullopt;
    const auto of = hosts_.find(line_.begin()->origin);
    leave_line(of);
    host& its = of->second;
    job next = std::move(its.waiting.front());
    its.waiting.pop_front();
    --waiting_;
    ++its.under_way;
    its.last_turn = ++turns_;
    enter_line(of);
    return next;
}

void host_turns::ended(const std::string& url) {
    const auto of = hosts_.find(http::origin_of(url));
    leave_line(of);
    --of->second.under_way;
    if (of->second.under_way == 0 && of->second.waiting.empty())
        hosts_.erase(of);
    else
        enter_line(of);
}

host_turns::rank host_turns::rank_of(entry of) {
    return {.under_way = of->second.under_way, .last_turn = of->second.last_turn, .origin = of->first};
}

void host_turns::leave_line(entry of) { line_.erase(rank_of(of)); }

void host_turns::enter_line(entry of) {
    if (!of->second.waiting.empty() && of->second.under_way < per_host_) line_.insert(rank_of(of));
}

} // namespace flags::fetch
