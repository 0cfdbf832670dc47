// Rows 8 and 10: what the lab is for. flags beside the limit and beside others, 100 ms away; a number of requests that is found
// out beside constants, on several networks.
#include "bench/rows.hpp"
#include "compare/statistics.hpp"
#include "support/read_file.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flags::bench {
namespace {

using nlohmann::json;

// Null where networks of one's own are forbidden; `why` says so.
json compare(const setup& with, const std::vector<std::string>& options, std::string& why) {
    const auto file = with.scratch / "comparison.json";
    process::command start{.argv = {with.flags_program, "compare", "--peers", "--runs",
                                    std::to_string(with.how.runs), "--json", file},
                           .time_limit = std::chrono::hours(1)};
    start.argv.insert(start.argv.end(), options.begin(), options.end());
    const auto ended = process::run(start);
    if (ended.exit_code == 3) {
        why = ended.err;
        return nullptr;
    }
    // 1: a program has no run that counts. 4: nothing may be concluded, but the figures are there.
    if (ended.exit_code > 1 && ended.exit_code != 4)
        throw storage_error(EIO, "flags compare failed: " + compare::fault_of(ended));
    auto results = json::parse(test::read_file(file));
    std::filesystem::remove(file);
    return results;
}

series series_of(const json& variant) {
    series result{.name = variant["name"]};
    for (const auto& run : variant["runs"]) {
        if (!run["failure"].is_null()) {
            result.failures.push_back(run["failure"]);
            continue;
        }
        result.wall_seconds.push_back(run["wall_s"]);
        result.cpu_seconds.push_back(run["cpu_s"]);
    }
    return result;
}

const json& variant_of(const json& results, std::string_view name) {
    for (const auto& variant : results["variants"])
        if (variant["name"] == name) return variant;
    throw storage_error(EIO, "flags compare knows no variant " + std::string(name));
}

figure figure_of(std::string what, const json& value, const json& range, compare::interval target) {
    figure result{.what = std::move(what), .target = target};
    if (!value.is_null()) result.measured = value.get<double>();
    if (!range.is_null()) result.spread = compare::interval{.low = range[0], .high = range[1]};
    return result;
}

// Of a ratio's interval.
json inverse(const json& value) {
    if (value.is_array()) return {1 / value[1].get<double>(), 1 / value[0].get<double>()};
    return value.is_null() ? json(nullptr) : json(1 / value.get<double>());
}

comparison row(const setup& with, std::string title, const std::vector<std::string>& options, double most) {
    std::string why;
    const json results = compare(with, options, why);
    comparison result{.title = std::move(title), .conditions = {}, .programs = {}, .figures = {}};
    if (results.is_null()) {
        result.conditions = "NOT MEASURED: " + why;
        result.figures.push_back({.what = "wall, concurrent / limit", .target = at_most(most)});
        return result;
    }
    result.conditions = fmt::format("`flags compare {} --peers --runs {}`: {}", fmt::join(options, " "),
                                    with.how.runs, results["sentence"].get<std::string>());
    for (const auto& reason : results["invalid"])
        result.conditions += "\n\nINVALID: " + reason.get<std::string>();
    for (const auto& variant : results["variants"])
        result.programs.push_back(series_of(variant));
    const json& ours = variant_of(results, "concurrent");
    const double limit = ours["limit_s"].is_null() ? 0 : ours["limit_s"].get<double>();
    json over_limit;
    json over_limit_range;
    if (!ours["median_s"].is_null() && limit > 0) {
        over_limit = ours["median_s"].get<double>() / limit;
        over_limit_range = {ours["interval_s"][0].get<double>() / limit,
                            ours["interval_s"][1].get<double>() / limit};
    }
    result.figures.push_back(
        figure_of(fmt::format("wall, concurrent / limit ({})", compare::format_seconds(limit)), over_limit,
                  over_limit_range, at_most(most)));
    result.figures.push_back(
        figure_of("wall, sequential / concurrent", ours["speedup"], ours["speedup_interval"], at_least(10)));
    for (const auto& variant : results["variants"])
        if (variant["kind"] == "peer")
            result.figures.push_back(figure_of("wall, concurrent / " + variant["name"].get<std::string>(),
                                               inverse(variant["times_as_long"]),
                                               inverse(variant["times_as_long_interval"]), at_most(1)));
    return result;
}

// Of those variants that have runs which succeeded; null when none has.
template <class Choice>
const series* fastest(const json& results, const std::vector<series>& programs, Choice is_one) {
    const series* best = nullptr;
    for (std::size_t place = 0; place < programs.size(); ++place) {
        const series& each = programs[place];
        if (each.wall_seconds.empty() || !is_one(results["variants"][place])) continue;
        if (best == nullptr || compare::median(each.wall_seconds) < compare::median(best->wall_seconds))
            best = &each;
    }
    return best;
}

bool is_constant(const json& variant) {
    return variant.contains("at_once") && !variant["at_once"]["automatic"].get<bool>();
}

bool is_peer(const json& variant) { return variant["kind"] == "peer"; }

comparison automatic_on(const setup& with, const automatic_path& path) {
    auto options = path.options;
    options.insert(options.end(), {"-m", "2,4,8,20,auto", "--warm"});
    std::string why;
    const json results = compare(with, options, why);
    comparison result{.title = fmt::format("10. -m auto with {}", fmt::join(path.options, " ")),
                      .conditions =
                          results.is_null() ? "NOT MEASURED: " + why : results["sentence"].get<std::string>(),
                      .programs = {},
                      .figures = {}};
    if (results.is_null()) return result;
    for (const auto& reason : results["invalid"])
        result.conditions += "\n\nINVALID: " + reason.get<std::string>();
    for (const auto& variant : results["variants"])
        result.programs.push_back(series_of(variant));
    const auto beside = [&](std::string_view name, const series* other, double most) {
        if (other == nullptr) return;
        result.figures.push_back(ratio_figure(fmt::format("wall, {} / {}", name, other->name),
                                              find(result.programs, name).wall_seconds, other->wall_seconds,
                                              at_most(most), with.how.seed));
    };
    const series* const constant = fastest(results, result.programs, is_constant);
    const series* const peer = fastest(results, result.programs, is_peer);
    beside("concurrent-auto", constant, path.cold);
    beside("concurrent-warm", constant, path.warm);
    beside("concurrent-auto", peer, 1.05);
    const auto& runs = find(result.programs, "concurrent-auto").wall_seconds;
    if (!runs.empty())
        result.figures.push_back({.what = "wall, concurrent-auto, 95th percentile / median",
                                  .measured = compare::quantile(runs, 0.95) / compare::median(runs),
                                  .target = at_most(1.3)});
    return result;
}

} // namespace

std::vector<comparison> automatic_row(const setup& with) {
    std::vector<comparison> all;
    for (const auto& path : with.automatic_paths)
        all.push_back(automatic_on(with, path));
    return all;
}

std::vector<comparison> compare_row(const setup& with) {
    auto over_tls = with.compared;
    over_tls.emplace_back("--tls");
    return {row(with, "8a. Flags in the lab, plain HTTP", with.compared, 1.06),
            row(with, "8b. Flags in the lab, over verified TLS", over_tls, 1.08)};
}

} // namespace flags::bench
