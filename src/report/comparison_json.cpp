// Written and read by nlohmann/json.
#include "report/comparison_json.hpp"

#include "netlab/profiles.hpp"
#include "report/milliseconds.hpp"
#include "report/network_json.hpp"
#include "report/path_json.hpp"
#include "report/window_json.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace flags::report {
namespace {

using json = nlohmann::ordered_json;

template <class Value>
json or_null(const std::optional<Value>& value) {
    return value ? json(*value) : json(nullptr);
}

json or_null(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json value_of(const std::optional<compare::estimate>& results) {
    return results ? json(results->value) : json(nullptr);
}

json interval_of(const std::optional<compare::estimate>& results) {
    return results ? json{results->confidence.low, results->confidence.high} : json(nullptr);
}

json json_of(const compare::request& results) {
    json timings;
    for (const auto& [name, phase] : compare::phase_names)
        timings[name] = results.timings.*phase;
    return {{"code", results.code},
            {"outcome", results.outcome},
            {"status", or_null(results.status)},
            {"url", results.url},
            {"start_ms", results.start_ms},
            {"connection", or_null(results.connection)},
            {"timings_ms", std::move(timings)},
            {"bytes", results.bytes},
            {"ideal_ms", or_null(results.ideal_ms)},
            {"attempt", results.attempt},
            {"started", results.started},
            {"http_version", or_null(results.http_version)},
            {"remote_ip", or_null(results.remote_ip)}};
}

json json_of(const std::optional<compare::waterfall>& results) {
    if (!results) return nullptr;
    json requests = json::array();
    for (const auto& each : results->requests)
        requests.push_back(json_of(each));
    json rows = json::array();
    for (const auto& each : results->window)
        rows.push_back(to_json(each));
    json result{{"block", results->block},
                {"wall_s", results->wall_s},
                {"flags", std::move(requests)},
                {"window", std::move(rows)}};
    if (!results->path.empty()) result["path"] = path_json(results->path);
    return result;
}

json json_of(const compare::variant& results) {
    json runs = json::array();
    for (const auto& each : results.runs) {
        json& run = runs.emplace_back(json{{"block", each.block},
                                           {"position", each.position},
                                           {"wall_s", each.wall_s},
                                           {"cpu_s", each.cpu_s},
                                           {"connections", or_null(each.connections)},
                                           {"retries", or_null(each.retries)},
                                           {"failure", or_null(each.failure)}});
        if (each.dropped) run["dropped"] = *each.dropped;
        if (each.resent) run["retransmissions"] = *each.resent;
    }
    json result = {{"name", results.name},
                   {"kind", results.is_flags ? "flags" : "peer"},
                   {"version", results.version},
                   {"command", results.command},
                   {"limit_s", results.limit ? json(results.limit->seconds) : json(nullptr)},
                   {"bound", results.limit ? json(compare::to_string(results.limit->reason)) : json(nullptr)},
                   {"median_s", value_of(results.median)},
                   {"interval_s", interval_of(results.median)},
                   {"mean_s", or_null(results.mean)},
                   {"deviation_s", or_null(results.deviation)},
                   {"speedup", value_of(results.speedup)},
                   {"speedup_interval", interval_of(results.speedup)},
                   {"efficiency", or_null(results.efficiency())},
                   {"connections", or_null(results.connections)},
                   {"retries", or_null(results.retries)},
                   {"failures", results.failures()},
                   {"runs", std::move(runs)},
                   {"waterfall", json_of(results.median_run)},
                   {"times_as_long", value_of(results.times_as_long)},
                   {"times_as_long_interval", interval_of(results.times_as_long)}};
    if (results.number)
        result["at_once"] = {{"most", results.number->most}, {"automatic", results.number->automatic}};
    return result;
}

// The name of the profile with these conditions, whatever the seed.
json profile_of(netlab::conditions path) {
    for (const auto& profile : netlab::profiles()) {
        path.seed = profile.path.seed;
        if (describe(path) == describe(profile.path)) return profile.name;
    }
    return nullptr;
}

json conditions_of(const compare::lab_setup& setup) {
    json results{{"profile", profile_of(setup.path)}};
    results.update(to_json(setup.path));
    results["tls"] = setup.tls;
    if (!setup.origin_command.empty()) results["origin_command"] = setup.origin_command;
    return results;
}

} // namespace

json to_json(const compare::comparison& results) {
    json files = json::array();
    for (const auto& each : results.what.files) {
        auto& file =
            files.emplace_back(json{{"code", each.code}, {"url", each.url}, {"bytes", or_null(each.bytes)}});
        if (each.server_time) file["server_time_ms"] = milliseconds(*each.server_time);
    }
    json variants = json::array();
    for (const auto& each : results.variants)
        variants.push_back(json_of(each));
    json document{{"schema", comparison_schema},
                  {"program", "flags " + results.what.version},
                  {"started", results.started},
                  {"machine", results.machine},
                  {"server", results.what.server},
                  {"options",
                   {{"runs", results.what.runs},
                    {"precision", or_null(results.what.precision)},
                    {"seed", results.what.seed},
                    {"max_requests", results.what.max_requests}}},
                  {"files", std::move(files)},
                  {"variants", std::move(variants)},
                  {"knee", or_null(results.knee)},
                  {"sentence", results.sentence},
                  {"conditions", results.what.lab ? conditions_of(*results.what.lab) : json(nullptr)},
                  {"lab", results.what.lab && results.lab ? to_json(results.what.lab->path, *results.lab)
                                                          : json(nullptr)},
                  {"valid", results.is_valid()},
                  {"invalid", results.lab ? json(results.lab->invalid) : json::array()}};
    if (!results.what.assumed.empty()) document["assumed"] = results.what.assumed;
    return document;
}

std::string to_json_text(const compare::comparison& results) {
    return to_json(results).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace flags::report
