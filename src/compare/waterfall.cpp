// From flags' report to rows: local ports become small numbers.
#include "compare/waterfall.hpp"

#include <algorithm>
#include <map>

namespace flags::compare {

waterfall waterfall_of(const sample& measured, const std::optional<path>& network, const work& what) {
    waterfall result{.block = measured.block,
                     .wall_s = measured.wall_s,
                     .requests = measured.report->requests,
                     .window = measured.report->window};
    const double begun_ms = measured.report->started_ms - measured.spawned_ms;
    for (auto& each : result.window)
        each.ms += begun_ms;
    for (auto& each : result.requests) {
        each.start_ms += begun_ms;
        if (network && each.status == 200)
            each.ideal_ms = 1e3 * item_bound(*network, what, static_cast<double>(each.bytes + header_bytes),
                                             each.reused_connection == false);
    }
    std::ranges::sort(result.requests, {}, &request::start_ms);
    std::map<int, int> numbers;
    for (auto& each : result.requests)
        if (each.connection)
            each.connection =
                numbers.try_emplace(*each.connection, static_cast<int>(numbers.size()) + 1).first->second;
    return result;
}

} // namespace flags::compare
