// Row 8: what the lab is for. flags beside the limit and beside others, 100 ms away.
#include "bench/rows.hpp"
#include "support/read_file.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <string>
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
    auto told = json::parse(test::read_file(file));
    std::filesystem::remove(file);
    return told;
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

const json& variant_of(const json& told, std::string_view name) {
    for (const auto& variant : told["variants"])
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
    const json told = compare(with, options, why);
    comparison result{.title = std::move(title), .conditions = {}, .programs = {}, .figures = {}};
    if (told.is_null()) {
        result.conditions = "NOT MEASURED: " + why;
        result.figures.push_back({.what = "wall, concurrent / limit", .target = at_most(most)});
        return result;
    }
    result.conditions = fmt::format("`flags compare {} --peers --runs {}`: {}", fmt::join(options, " "),
                                    with.how.runs, told["sentence"].get<std::string>());
    for (const auto& reason : told["invalid"])
        result.conditions += "\n\nINVALID: " + reason.get<std::string>();
    for (const auto& variant : told["variants"])
        result.programs.push_back(series_of(variant));
    const json& ours = variant_of(told, "concurrent");
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
    for (const auto& variant : told["variants"])
        if (variant["kind"] == "peer")
            result.figures.push_back(figure_of("wall, concurrent / " + variant["name"].get<std::string>(),
                                               inverse(variant["times_as_long"]),
                                               inverse(variant["times_as_long_interval"]), at_most(1)));
    return result;
}

} // namespace

std::vector<comparison> compare_row(const setup& with) {
    auto over_tls = with.compared;
    over_tls.emplace_back("--tls");
    return {row(with, "8a. Flags in the lab, plain HTTP", with.compared, 1.06),
            row(with, "8b. Flags in the lab, over verified TLS", over_tls, 1.08)};
}

} // namespace flags::bench
