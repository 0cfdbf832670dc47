// The HTTP archive (nlohmann/json).
#include "report/har.hpp"

#include "netlab/conditions.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <string_view>

namespace flags::report {

namespace {

using json = nlohmann::ordered_json;

// As they stand in the URL; HAR does not ask for them to be decoded.
json query_of(std::string_view url) {
    json fields = json::array();
    const auto question_mark = url.find('?');
    if (question_mark == std::string_view::npos) return fields;
    std::string_view rest = url.substr(question_mark + 1);
    while (!rest.empty()) {
        const auto field = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), field.size() + 1));
        if (field.empty()) continue;
        const auto name = field.substr(0, field.find('='));
        fields.push_back({{"name", name}, {"value", field.substr(std::min(field.size(), name.size() + 1))}});
    }
    return fields;
}

// The phases that may not happen at all, on a connection that is used again or without TLS.
double or_none(double phase) { return phase > 0 ? phase : -1; }

json phases_of(const compare::phase_times& timings) {
    return {
        {"blocked", timings.blocked},  {"dns", or_none(timings.dns)}, {"connect", or_none(timings.connect)},
        {"ssl", or_none(timings.ssl)}, {"send", timings.send},        {"wait", timings.wait},
        {"receive", timings.receive}};
}

// HAR's rule: what did not happen counts for nothing, and connect has ssl in it.
double sum_of(const compare::phase_times& timings) {
    return timings.blocked + timings.dns + timings.connect + timings.send + timings.wait + timings.receive;
}

json entry_of(const compare::request& result, const std::string& page) {
    const std::string protocol = result.http_version ? "HTTP/" + *result.http_version : std::string();
    json entry = {{"pageref", page},
                  {"startedDateTime", result.started},
                  {"time", sum_of(result.timings)},
                  {"request",
                   {{"method", "GET"},
                    {"url", result.url},
                    {"httpVersion", protocol},
                    {"cookies", json::array()},
                    {"headers", json::array()},
                    {"queryString", query_of(result.url)},
                    {"headersSize", -1},
                    {"bodySize", 0}}},
                  {"response",
                   {{"status", result.status.value_or(0)},
                    {"statusText", ""},
                    {"httpVersion", protocol},
                    {"cookies", json::array()},
                    {"headers", json::array()},
                    {"content", {{"size", result.bytes}, {"mimeType", "x-unknown"}}},
                    {"redirectURL", ""},
                    {"headersSize", -1},
                    {"bodySize", result.bytes}}},
                  {"cache", json::object()},
                  {"timings", phases_of(result.timings)},
                  {"_code", result.code},
                  {"_outcome", result.outcome},
                  {"_attempt", result.attempt},
                  {"_ideal_ms", result.ideal_ms ? json(*result.ideal_ms) : json(nullptr)}};
    if (result.remote_ip && !result.remote_ip->empty()) entry["serverIPAddress"] = *result.remote_ip;
    if (result.connection) entry["connection"] = std::to_string(*result.connection);
    return entry;
}

json page_of(const compare::comparison& result, const compare::variant& variant, const std::string& id) {
    const auto& [block, wall_s, requests, window, path] = *variant.median_run;
    double end_ms = 0;
    for (const auto& each : requests)
        end_ms = std::max(end_ms, each.start_ms + each.timings.total);
    const auto first = std::ranges::min_element(requests, {}, &compare::request::start_ms);
    const bool is_empty = first == requests.end();
    return {{"startedDateTime", is_empty ? result.started : first->started},
            {"id", id},
            {"title", result.what.lab
                          ? fmt::format("{}: {}", variant.name, netlab::describe(result.what.lab->path))
                          : variant.name},
            {"pageTimings", {{"onContentLoad", -1}, {"onLoad", is_empty ? 0 : end_ms - first->start_ms}}},
            {"_block", block},
            {"_wall_s", wall_s}};
}

std::string remark_of(const compare::comparison& result) {
    if (result.is_valid()) return result.sentence;
    return fmt::format("INVALID: {}. {}", fmt::join(result.lab->invalid, ": "), result.sentence);
}

} // namespace

std::string to_har(const compare::comparison& result) {
    json pages = json::array();
    json entries = json::array();
    for (const auto& variant : result.variants) {
        if (!variant.median_run) continue;
        const auto id = fmt::format("page_{}", pages.size() + 1);
        pages.push_back(page_of(result, variant, id));
        for (const auto& request : variant.median_run->requests)
            entries.push_back(entry_of(request, id));
    }
    const json document = {{"log",
                            {{"version", "1.2"},
                             {"creator", {{"name", "flags"}, {"version", result.what.version}}},
                             {"pages", std::move(pages)},
                             {"entries", std::move(entries)},
                             {"comment", remark_of(result)}}}};
    return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace flags::report
