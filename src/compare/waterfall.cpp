// From flags' report to rows: local ports become small numbers.
#include "compare/waterfall.hpp"

#include <algorithm>
#include <chrono>
#include <map>

namespace flags::compare {

namespace {

constexpr int path_steps = 100; // of one or two rows; the charts' width allows no more

} // namespace

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

std::vector<path_row> path_during(const sample& measured, const lab_result& lab) {
    using moment = netlab::link_clock::time_point;
    using milliseconds = std::chrono::duration<double, std::milli>;
    const auto in_clock = [](double ms) {
        return std::chrono::duration_cast<moment::duration>(milliseconds(ms));
    };
    const moment began(in_clock(measured.spawned_ms - lab.record_began_ms));
    const auto length = in_clock(1e3 * measured.wall_s);
    netlab::path_record thinned(length / path_steps, 2 * std::size_t{path_steps} + 2);
    std::uint64_t dropped_before = 0;
    for (const auto& each : lab.record) {
        if (each.at < began)
            dropped_before = each.dropped;
        else if (each.at <= began + length)
            thinned.note(each);
    }
    std::vector<path_row> rows;
    for (const auto& each : thinned.rows())
        rows.push_back({.ms = milliseconds(each.at - began).count(),
                        .in_flight = each.in_flight,
                        .queued = each.queued,
                        .dropped = each.dropped - dropped_before});
    return rows;
}

} // namespace flags::compare
