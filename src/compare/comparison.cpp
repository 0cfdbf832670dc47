// From single runs to medians, intervals and limits.
#include "compare/comparison.hpp"

#include "compare/verdict.hpp"
#include "compare/waterfall.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace flags::compare {
namespace {

// The size of a file is that of the first whole answer that a run of flags got.
void add_sizes(std::vector<file>& files, std::span<const sample> samples) {
    std::map<std::string, std::uintmax_t> sizes;
    for (const auto& each : samples)
        if (each.report)
            for (const auto& request : each.report->requests)
                if (request.outcome == "ok") sizes.try_emplace(request.code, request.bytes);
    for (auto& file : files)
        if (const auto size = sizes.find(file.code); size != sizes.end()) file.bytes = size->second;
}

template <class Predicate>
std::optional<std::size_t> count_in(const std::optional<own_report>& report, Predicate is_counted) {
    if (!report) return std::nullopt;
    return static_cast<std::size_t>(std::ranges::count_if(report->requests, is_counted));
}

run judged(const sample& measured, const goal& wanted) {
    run result{.block = measured.block,
               .position = measured.position,
               .wall_s = measured.wall_s,
               .cpu_s = measured.cpu_s,
               .connections = measured.connections,
               .retries =
                   count_in(measured.report, [](const request& each) { return each.outcome == "retried"; }),
               .dropped = measured.dropped,
               .resent = measured.resent,
               .failure = measured.fault};
    if (!result.connections)
        result.connections =
            count_in(measured.report, [](const request& each) { return each.reused_connection == false; });
    // Sizes are known when flags has brought every file at least once.
    if (result.failure.empty())
        result.failure =
            fault_of(measured.found, {.files = wanted.files,
                                      .bytes = wanted.bytes > 0 ? wanted.bytes : measured.found.bytes});
    return result;
}

using walls_by_block = std::map<std::size_t, double>;

walls_by_block walls_of(const variant& each) {
    walls_by_block walls;
    for (const auto& run : each.runs)
        if (run.failure.empty()) walls[run.block] = run.wall_s;
    return walls;
}

// How many times as long `a` takes as `b`, from the blocks in which both succeeded.
std::optional<estimate> ratio(const variant& a, const variant& b, std::uint64_t seed) {
    std::vector<double> numerators;
    std::vector<double> denominators;
    const auto others = walls_of(b);
    for (const auto& [block, wall] : walls_of(a))
        if (const auto other = others.find(block); other != others.end()) {
            numerators.push_back(wall);
            denominators.push_back(other->second);
        }
    if (numerators.empty()) return std::nullopt;
    return paired_ratio_of_medians(numerators, denominators, seed);
}

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Standard deviation of a sample (n - 1); none for a single value.
std::optional<double> deviation_of(std::span<const double> values) {
    if (values.size() < 2) return std::nullopt;
    const double mean = mean_of(values);
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

void add_statistics(variant& each, std::uint64_t seed) {
    std::vector<double> walls;
    for (const auto& [block, wall] : walls_of(each))
        walls.push_back(wall);
    if (!walls.empty()) {
        each.median = estimate_median(walls, seed);
        each.mean = mean_of(walls);
        each.deviation = deviation_of(walls);
    }
    std::vector<double> connections;
    for (const auto& run : each.runs) {
        if (run.connections) connections.push_back(static_cast<double>(*run.connections));
        if (run.retries) each.retries = each.retries.value_or(0) + *run.retries;
    }
    if (!connections.empty()) each.connections = median(connections);
}

// The run whose time is the median, or the one just below it.
const sample* median_run(const variant& each, std::span<const sample> samples) {
    std::vector<const run*> good;
    for (const auto& run : each.runs)
        if (run.failure.empty()) good.push_back(&run);
    if (good.empty()) return nullptr;
    std::ranges::sort(good, {}, [](const run* one) { return one->wall_s; });
    const auto position = good[(good.size() - 1) / 2]->position;
    return &*std::ranges::find(samples, position, &sample::position);
}

bound bound_of(concurrency manner, const path& on, const work& what, std::size_t connections) {
    switch (manner) {
    case concurrency::one_new_each:
        return sequential_bound(on, what);
    case concurrency::one_kept:
        return keepalive_bound(on, what);
    case concurrency::many:
        break;
    }
    return concurrent_bound(on, what, connections);
}

work work_of(const settings& what) {
    work result;
    if (what.lab) {
        result.think = process::seconds(what.lab->origin.min_delay);
        result.tls = what.lab->tls;
    }
    for (const auto& file : what.files) {
        if (file.bytes) result.bytes.push_back(static_cast<double>(*file.bytes + header_bytes));
        if (file.server_time) result.thinks.push_back(process::seconds(*file.server_time));
    }
    if (!result.thinks.empty()) result.think = std::ranges::min(result.thinks);
    return result;
}

} // namespace

std::size_t variant::failures() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(runs, [](const run& each) { return !each.failure.empty(); }));
}

std::optional<double> variant::efficiency() const {
    if (!limit || !median) return std::nullopt;
    return limit->seconds / median->value;
}

std::optional<path> path_of(const settings& what) {
    // On a path that adds nothing there is no limit to compare with.
    if (!what.lab) return std::nullopt;
    const auto& conditions = what.lab->path;
    const auto rate = [](std::uint64_t value) {
        return value > 0 ? std::optional(static_cast<double>(value)) : std::nullopt;
    };
    std::uint64_t bytes = 0;
    for (const auto& each : what.files)
        bytes += each.bytes.value_or(0) + header_bytes;
    const auto& policer = std::get<netlab::policing>(conditions.further);
    const path result{.rtt = process::seconds(mean_round_trip(conditions)),
                      .down = rate(best_rate_down(conditions, bytes)),
                      .up = rate(conditions.up),
                      .policed = rate(policer.rate),
                      .burst = static_cast<double>(policer.burst)};
    if (result.rtt == 0 && !result.down && !result.policed) return std::nullopt;
    return result;
}

std::optional<bound> limit_of(const settings& what, const program& mode) {
    const auto network = path_of(what);
    const auto all = work_of(what);
    if (!network || all.bytes.size() != what.files.size()) return std::nullopt;
    return bound_of(mode.manner, *network, all, mode.number ? mode.number->most : what.max_requests);
}

const variant* fastest_mode(std::span<const variant> variants) {
    const variant* best = nullptr;
    for (const auto& each : variants)
        if (each.is_flags && each.median && (best == nullptr || each.median->value < best->median->value))
            best = &each;
    return best;
}

comparison make_comparison(settings what, std::span<const program> programs, observations seen) {
    add_sizes(what.files, seen.samples);
    const auto all = work_of(what);
    const bool sizes_known = all.bytes.size() == what.files.size();
    goal wanted{.files = what.files.size()};
    if (sizes_known)
        for (const auto& file : what.files)
            wanted.bytes += file.bytes.value_or(0);

    comparison result{.what = std::move(what),
                      .started = std::move(seen.started),
                      .machine = std::move(seen.machine),
                      .lab = std::move(seen.lab)};
    for (const auto& each : programs)
        result.variants.push_back({.name = each.name,
                                   .is_flags = each.is_flags,
                                   .version = each.version,
                                   .command = each.command,
                                   .number = each.number});
    for (const auto& measured : seen.samples)
        if (measured.block > 0) result.variants.at(measured.program).runs.push_back(judged(measured, wanted));

    const auto network = path_of(result.what);
    const auto seed = result.what.seed;
    for (std::size_t place = 0; place < programs.size(); ++place) {
        auto& each = result.variants[place];
        each.limit = limit_of(result.what, programs[place]);
        add_statistics(each, seed);
        each.speedup = ratio(result.variants.front(), each, seed);
        if (const auto* const middle = median_run(each, seen.samples); middle != nullptr && middle->report) {
            each.median_run = waterfall_of(*middle, network, all);
            if (result.lab) each.median_run->path = path_during(*middle, *result.lab);
        }
    }
    if (const auto* const best = fastest_mode(result.variants))
        for (auto& each : result.variants)
            each.times_as_long = ratio(each, *best, seed);
    if (network && sizes_known) result.knee = knee(*network, all);
    result.sentence = sentence_of(result);
    return result;
}

} // namespace flags::compare
