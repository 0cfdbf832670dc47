// Row 8: what the lab is for. flags beside the limit and beside others, 100 ms away.
#include "bench/lab_comparison.hpp"
#include "bench/rows.hpp"
#include "compare/statistics.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

namespace flags::bench {
namespace {

using nlohmann::json;

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
    const json results = compare_in_lab(with, options, why);
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

} // namespace

std::vector<comparison> compare_row(const setup& with) {
    auto over_tls = with.compared;
    over_tls.emplace_back("--tls");
    return {row(with, "8a. Flags in the lab, plain HTTP", with.compared, 1.06),
            row(with, "8b. Flags in the lab, over verified TLS", over_tls, 1.08)};
}

} // namespace flags::bench
