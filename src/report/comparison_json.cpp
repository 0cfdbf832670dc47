// Written and read by nlohmann/json.
#include "report/comparison_json.hpp"

#include "netlab/profiles.hpp"
#include "report/network_json.hpp"
#include "report/path_json.hpp"
#include "report/window_json.hpp"

#include <flags/base/error.hpp>

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

json value_of(const std::optional<compare::estimate>& told) {
    return told ? json(told->value) : json(nullptr);
}

json interval_of(const std::optional<compare::estimate>& told) {
    return told ? json{told->confidence.low, told->confidence.high} : json(nullptr);
}

json json_of(const compare::request& told) {
    json timings;
    for (const auto& [name, phase] : compare::phase_names)
        timings[name] = told.timings.*phase;
    return {{"code", told.code},
            {"outcome", told.outcome},
            {"status", or_null(told.status)},
            {"url", told.url},
            {"start_ms", told.start_ms},
            {"connection", or_null(told.connection)},
            {"timings_ms", std::move(timings)},
            {"bytes", told.bytes},
            {"ideal_ms", or_null(told.ideal_ms)},
            {"attempt", told.attempt},
            {"started", told.started},
            {"http_version", or_null(told.http_version)},
            {"remote_ip", or_null(told.remote_ip)}};
}

json json_of(const std::optional<compare::waterfall>& told) {
    if (!told) return nullptr;
    json requests = json::array();
    for (const auto& each : told->requests)
        requests.push_back(json_of(each));
    json rows = json::array();
    for (const auto& each : told->window)
        rows.push_back(to_json(each));
    json result{{"block", told->block},
                {"wall_s", told->wall_s},
                {"flags", std::move(requests)},
                {"window", std::move(rows)}};
    if (!told->path.empty()) result["path"] = path_json(told->path);
    return result;
}

json json_of(const compare::variant& told) {
    json runs = json::array();
    for (const auto& each : told.runs) {
        json& run = runs.emplace_back(json{{"block", each.block},
                                           {"position", each.position},
                                           {"wall_s", each.wall_s},
                                           {"cpu_s", each.cpu_s},
                                           {"connections", or_null(each.connections)},
                                           {"retries", or_null(each.retries)},
                                           {"failure", or_null(each.failure)}});
        if (each.dropped) run["dropped"] = *each.dropped;
    }
    json result = {{"name", told.name},
                   {"kind", told.is_flags ? "flags" : "peer"},
                   {"version", told.version},
                   {"command", told.command},
                   {"limit_s", told.limit ? json(told.limit->seconds) : json(nullptr)},
                   {"bound", told.limit ? json(compare::to_string(told.limit->reason)) : json(nullptr)},
                   {"median_s", value_of(told.median)},
                   {"interval_s", interval_of(told.median)},
                   {"mean_s", or_null(told.mean)},
                   {"deviation_s", or_null(told.deviation)},
                   {"speedup", value_of(told.speedup)},
                   {"speedup_interval", interval_of(told.speedup)},
                   {"efficiency", or_null(told.efficiency())},
                   {"connections", or_null(told.connections)},
                   {"retries", or_null(told.retries)},
                   {"failures", told.failures()},
                   {"runs", std::move(runs)},
                   {"waterfall", json_of(told.median_run)},
                   {"times_as_long", value_of(told.times_as_long)},
                   {"times_as_long_interval", interval_of(told.times_as_long)}};
    if (told.number) result["at_once"] = {{"most", told.number->most}, {"automatic", told.number->automatic}};
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
    json told{{"profile", profile_of(setup.path)}};
    told.update(to_json(setup.path));
    told["tls"] = setup.tls;
    if (!setup.origin_command.empty()) told["origin_command"] = setup.origin_command;
    return told;
}

template <class Value>
std::optional<Value> known(const json& value) {
    return value.is_null() ? std::nullopt : std::optional(value.get<Value>());
}

compare::request request_of(const json& told, const json& flag, std::size_t attempt) {
    compare::request result{.code = flag.at("code"),
                            .url = flag.at("url"),
                            .outcome = &told == &flag ? flag.at("outcome").get<std::string>() : "retried",
                            .attempt = attempt,
                            .status = known<int>(told.at("status")),
                            .started = told.at("started"),
                            .start_ms = told.at("start_ms"),
                            .connection = known<int>(told.at("local_port")),
                            .reused_connection = known<bool>(told.at("reused_connection")),
                            .bytes = told.at("bytes"),
                            .http_version = known<std::string>(told.at("http_version")),
                            .remote_ip = known<std::string>(told.at("remote_ip"))};
    for (const auto& [name, phase] : compare::phase_names)
        result.timings.*phase = told.at("timings_ms").at(name);
    return result;
}

} // namespace

json to_json(const compare::comparison& told) {
    json files = json::array();
    for (const auto& each : told.what.files)
        files.push_back({{"code", each.code}, {"url", each.url}, {"bytes", or_null(each.bytes)}});
    json variants = json::array();
    for (const auto& each : told.variants)
        variants.push_back(json_of(each));
    return {{"schema", comparison_schema},
            {"program", "flags " + told.what.version},
            {"started", told.started},
            {"machine", told.machine},
            {"server", told.what.server},
            {"options",
             {{"runs", told.what.runs},
              {"precision", or_null(told.what.precision)},
              {"seed", told.what.seed},
              {"max_requests", told.what.max_requests}}},
            {"files", std::move(files)},
            {"variants", std::move(variants)},
            {"knee", or_null(told.knee)},
            {"sentence", told.sentence},
            {"conditions", told.what.lab ? conditions_of(*told.what.lab) : json(nullptr)},
            {"lab", told.what.lab && told.lab ? to_json(told.what.lab->path, *told.lab) : json(nullptr)},
            {"valid", told.is_valid()},
            {"invalid", told.lab ? json(told.lab->invalid) : json::array()}};
}

std::string to_json_text(const compare::comparison& told) {
    return to_json(told).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::optional<compare::own_report> parse_own_report(const std::string& text) try {
    const auto report = json::parse(text);
    compare::own_report result{.started_ms = report.at("started_ms")};
    for (const auto& flag : report.at("flags")) {
        std::size_t attempt = 0;
        for (const auto& retried : flag.at("retried"))
            result.requests.push_back(request_of(retried, flag, ++attempt));
        result.requests.push_back(request_of(flag, flag, ++attempt));
    }
    const auto& windows = report.at("windows");
    for (const auto& row : windows.empty() ? json::array() : windows.at(0).at("rows"))
        result.window.push_back(read_window_row(json_value(row)));
    return result;
} catch (const json::exception&) {
    return std::nullopt;
} catch (const usage_error&) {
    return std::nullopt;
}

} // namespace flags::report
