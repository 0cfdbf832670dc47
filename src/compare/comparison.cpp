// From single runs to medians, intervals and limits.
#include "compare/comparison.hpp"

#include "compare/statistics.hpp"
#include "compare/turns.hpp"
#include "compare/verdict.hpp"
#include "compare/waterfall.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace flags::compare {
namespace {

using json = nlohmann::ordered_json;

constexpr int schema_version = 1;

json or_null(const std::optional<double>& value) { return value ? json(*value) : json(nullptr); }

json to_json(const interval& range) { return {range.low, range.high}; }

// What flags' own reports say of the sizes of the files: the first whole answer counts.
std::map<std::string, std::uintmax_t> sizes_in(const json& samples) {
    std::map<std::string, std::uintmax_t> sizes;
    for (const auto& sample : samples)
        if (sample.at("report").is_object())
            for (const auto& flag : sample.at("report").at("flags"))
                if (flag.at("outcome") == "ok") sizes.try_emplace(flag.at("code"), flag.at("bytes"));
    return sizes;
}

// Also the requests that were followed by another try.
std::size_t new_connections(const json& report) {
    std::size_t count = 0;
    for (const auto& flag : report.at("flags")) {
        const auto opened = [](const json& request) { return request.at("reused_connection") == false; };
        count += static_cast<std::size_t>(opened(flag)) +
                 static_cast<std::size_t>(std::ranges::count_if(flag.at("retried"), opened));
    }
    return count;
}

std::size_t retries_in(const json& report) {
    std::size_t count = 0;
    for (const auto& flag : report.at("flags"))
        count += flag.at("retried").size();
    return count;
}

json run_of(const json& sample, const goal& wanted) {
    std::string fault = sample.at("fault");
    const goal found{.files = sample.at("files"), .bytes = sample.at("bytes")};
    // Sizes are known when flags has brought every file at least once.
    if (fault.empty()) fault = fault_of(found, {wanted.files, wanted.bytes > 0 ? wanted.bytes : found.bytes});
    const json& report = sample.at("report");
    json connections = sample.at("connections");
    if (connections.is_null() && report.is_object()) connections = new_connections(report);
    return {{"block", sample.at("block")},
            {"position", sample.at("position")},
            {"wall_s", sample.at("wall_s")},
            {"cpu_s", sample.at("cpu_s")},
            {"connections", std::move(connections)},
            {"retries", report.is_object() ? json(retries_in(report)) : json(nullptr)},
            {"failure", fault.empty() ? json(nullptr) : json(std::move(fault))}};
}

class one_variant {
public:
    void add(json run, const json& sample) {
        if (run.at("failure").is_null()) {
            by_block_[run.at("block")] = run.at("wall_s");
            good_.push_back(&sample);
        }
        runs_.push_back(std::move(run));
    }
    [[nodiscard]] const json& runs() const { return runs_; }
    [[nodiscard]] std::vector<double> walls() const {
        std::vector<double> values;
        values.reserve(by_block_.size());
        for (const auto& [block, wall] : by_block_)
            values.push_back(wall);
        return values;
    }
    // How many times faster than `first`, from the blocks in which both succeeded.
    [[nodiscard]] std::optional<estimate> speedup_over(const one_variant& first, std::uint64_t seed) const {
        std::vector<double> theirs;
        std::vector<double> ours;
        for (const auto& [block, wall] : by_block_)
            if (const auto other = first.by_block_.find(block); other != first.by_block_.end()) {
                theirs.push_back(other->second);
                ours.push_back(wall);
            }
        if (ours.empty()) return std::nullopt;
        return paired_ratio_of_medians(theirs, ours, seed);
    }
    // The run whose time is the median, or the one just below it.
    [[nodiscard]] const json* median_run() const {
        auto sorted = good_;
        std::ranges::sort(sorted, {}, [](const json* sample) { return sample->at("wall_s").get<double>(); });
        return sorted.empty() ? nullptr : sorted[(sorted.size() - 1) / 2];
    }

private:
    json runs_ = json::array();
    std::map<std::size_t, double> by_block_;
    std::vector<const json*> good_;
};

// Null unless at least one run knows it.
json known_values(const json& runs, const char* field, double (*sum)(std::span<const double>)) {
    std::vector<double> values;
    for (const auto& run : runs)
        if (!run.at(field).is_null()) values.push_back(run.at(field));
    return values.empty() ? json(nullptr) : json(sum(values));
}

double sum_of(std::span<const double> values) {
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum;
}

// Standard deviation of a sample (n - 1); none of a single one.
json deviation_of(std::span<const double> values) {
    if (values.size() < 2) return nullptr;
    const double mean = sum_of(values) / static_cast<double>(values.size());
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
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

json files_of(const comparison_facts& facts, const std::map<std::string, std::uintmax_t>& sizes) {
    json files = json::array();
    for (std::size_t place = 0; place < facts.codes.size(); ++place) {
        const auto size = sizes.find(facts.codes[place]);
        files.push_back({{"code", facts.codes[place]},
                         {"url", facts.urls.at(place)},
                         {"bytes", size == sizes.end() ? json(nullptr) : json(size->second)}});
    }
    return files;
}

json statistics_of(const one_variant& runs, const one_variant& first, const comparison_facts& facts,
                   const std::optional<bound>& limit) {
    json told = {{"limit_s", limit ? json(limit->seconds) : json(nullptr)},
                 {"bound", limit ? json(to_string(limit->reason)) : json(nullptr)},
                 {"median_s", nullptr},
                 {"interval_s", nullptr},
                 {"mean_s", nullptr},
                 {"deviation_s", nullptr},
                 {"speedup", nullptr},
                 {"speedup_interval", nullptr},
                 {"efficiency", nullptr}};
    const auto walls = runs.walls();
    if (!walls.empty()) {
        const auto [middle, confidence] = estimate_median(walls, facts.seed);
        told["median_s"] = middle;
        told["interval_s"] = to_json(confidence);
        told["mean_s"] = sum_of(walls) / static_cast<double>(walls.size());
        told["deviation_s"] = deviation_of(walls);
        if (limit) told["efficiency"] = limit->seconds / middle;
    }
    if (const auto faster = runs.speedup_over(first, facts.seed)) {
        told["speedup"] = faster->value;
        told["speedup_interval"] = to_json(faster->confidence);
    }
    told["connections"] = known_values(runs.runs(), "connections", median);
    told["retries"] = known_values(runs.runs(), "retries", sum_of);
    told["failures"] =
        std::ranges::count_if(runs.runs(), [](const json& run) { return !run.at("failure").is_null(); });
    return told;
}

// How many times as long each variant takes as the fastest mode of flags.
void add_ratios_to_fastest(json& variants, const std::vector<one_variant>& runs, std::uint64_t seed) {
    std::optional<std::size_t> fastest;
    for (std::size_t place = 0; place < runs.size(); ++place)
        if (variants[place].at("kind") == "flags" && !variants[place].at("median_s").is_null() &&
            (!fastest || variants[place].at("median_s") < variants[*fastest].at("median_s")))
            fastest = place;
    for (std::size_t place = 0; place < runs.size(); ++place) {
        const auto ratio = fastest ? runs[*fastest].speedup_over(runs[place], seed) : std::nullopt;
        variants[place]["times_as_long"] = ratio ? json(ratio->value) : json(nullptr);
        variants[place]["times_as_long_interval"] = ratio ? to_json(ratio->confidence) : json(nullptr);
    }
}

json build(const comparison_facts& facts, const std::vector<variant_facts>& variants, const json& samples) {
    const auto sizes = sizes_in(samples);
    work what{.think = facts.think, .tls = facts.tls};
    goal wanted{.files = facts.codes.size()};
    for (const auto& code : facts.codes)
        if (const auto size = sizes.find(code); size != sizes.end()) {
            wanted.bytes += size->second;
            what.bytes.push_back(static_cast<double>(size->second + facts.header_bytes));
        }
    const bool sizes_known = what.bytes.size() == facts.codes.size();
    if (!sizes_known) wanted.bytes = 0;
    const auto network = sizes_known ? facts.network : std::nullopt;

    std::vector<one_variant> runs(variants.size());
    for (const auto& sample : samples)
        if (sample.at("block") > 0) runs.at(sample.at("variant")).add(run_of(sample, wanted), sample);

    json document = {{"schema", schema_version},
                     {"program", facts.program},
                     {"started", facts.started},
                     {"machine", facts.machine},
                     {"server", facts.server},
                     {"options",
                      {{"runs", facts.runs},
                       {"precision", or_null(facts.precision)},
                       {"seed", facts.seed},
                       {"max_requests", facts.max_requests}}},
                     {"files", files_of(facts, sizes)}};
    json& told = document["variants"] = json::array();
    for (std::size_t place = 0; place < variants.size(); ++place) {
        const auto& variant = variants[place];
        std::optional<bound> limit;
        if (network) limit = bound_of(variant.manner, *network, what, facts.max_requests);
        json entry = {{"name", variant.name},
                      {"kind", variant.is_flags ? "flags" : "peer"},
                      {"version", variant.version},
                      {"command", variant.command}};
        entry.update(statistics_of(runs[place], runs.front(), facts, limit));
        entry["runs"] = runs[place].runs();
        const json* const median_run = runs[place].median_run();
        entry["waterfall"] = median_run != nullptr && median_run->at("report").is_object()
                                 ? waterfall_of(*median_run, facts, what)
                                 : json(nullptr);
        told.push_back(std::move(entry));
    }
    add_ratios_to_fastest(told, runs, facts.seed);
    document["knee"] = network ? or_null(knee(*network, what)) : json(nullptr);
    document["sentence"] = sentence_of(document);
    return document;
}

} // namespace

nlohmann::ordered_json make_comparison(const comparison_facts& facts,
                                       const std::vector<variant_facts>& variants,
                                       const nlohmann::ordered_json& samples) try {
    return build(facts, variants, samples);
} catch (const nlohmann::json::exception& e) {
    throw usage_error(std::string("these are no samples of a comparison: ") + e.what());
}

} // namespace flags::compare
