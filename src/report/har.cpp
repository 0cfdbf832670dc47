// The HTTP archive (nlohmann/json).
#include "report/har.hpp"

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
json or_none(const json& phase) { return phase.get<double>() > 0 ? phase : json(-1); }

json phases_of(const json& timings) {
    return {{"blocked", timings.at("blocked")},
            {"dns", or_none(timings.at("dns"))},
            {"connect", or_none(timings.at("connect"))},
            {"ssl", or_none(timings.at("ssl"))},
            {"send", timings.at("send")},
            {"wait", timings.at("wait")},
            {"receive", timings.at("receive")}};
}

// HAR's rule: -1 counts for nothing, and connect has ssl in it.
double sum_of(const json& phases) {
    double sum = 0;
    for (const char* const name : {"blocked", "dns", "connect", "send", "wait", "receive"})
        sum += std::max(0.0, phases.at(name).get<double>());
    return sum;
}

json entry_of(const json& flag, const std::string& page) {
    const json phases = phases_of(flag.at("timings_ms"));
    const json& version = flag.at("http_version");
    const std::string protocol = version.is_null() ? std::string() : "HTTP/" + version.get<std::string>();
    const json& url = flag.at("url");
    const json& bytes = flag.at("bytes");
    const json& status = flag.at("status");
    json entry = {{"pageref", page},
                  {"startedDateTime", flag.at("started")},
                  {"time", sum_of(phases)},
                  {"request",
                   {{"method", "GET"},
                    {"url", url},
                    {"httpVersion", protocol},
                    {"cookies", json::array()},
                    {"headers", json::array()},
                    {"queryString", query_of(url.get_ref<const std::string&>())},
                    {"headersSize", -1},
                    {"bodySize", 0}}},
                  {"response",
                   {{"status", status.is_null() ? json(0) : status},
                    {"statusText", ""},
                    {"httpVersion", protocol},
                    {"cookies", json::array()},
                    {"headers", json::array()},
                    {"content", {{"size", bytes}, {"mimeType", "x-unknown"}}},
                    {"redirectURL", ""},
                    {"headersSize", -1},
                    {"bodySize", bytes}}},
                  {"cache", json::object()},
                  {"timings", phases},
                  {"_code", flag.at("code")},
                  {"_outcome", flag.at("outcome")},
                  {"_attempt", flag.at("attempt")},
                  {"_ideal_ms", flag.at("ideal_ms")}};
    if (const json& address = flag.at("remote_ip"); address.is_string() && address != "")
        entry["serverIPAddress"] = address;
    if (const json& connection = flag.at("connection"); !connection.is_null())
        entry["connection"] = connection.dump();
    return entry;
}

json page_of(const json& comparison, const json& variant, const std::string& id) {
    const json& waterfall = variant.at("waterfall");
    // Moments in RFC 3339's one form order like their texts.
    std::string first;
    double begin_ms = 0;
    double end_ms = 0;
    for (const json& flag : waterfall.at("flags")) {
        const auto started = flag.at("started").get<std::string>();
        const double start_ms = flag.at("start_ms").get<double>();
        if (first.empty() || started < first) {
            first = started;
            begin_ms = start_ms;
        }
        end_ms = std::max(end_ms, start_ms + flag.at("timings_ms").at("total").get<double>());
    }
    const json& conditions = comparison.at("conditions");
    const auto name = variant.at("name").get<std::string>();
    return {{"startedDateTime", first.empty() ? comparison.at("started") : json(first)},
            {"id", id},
            {"title", conditions.is_null()
                          ? name
                          : fmt::format("{}: {}", name, conditions.at("text").get<std::string>())},
            {"pageTimings", {{"onContentLoad", -1}, {"onLoad", end_ms - begin_ms}}},
            {"_block", waterfall.at("block")},
            {"_wall_s", waterfall.at("wall_s")}};
}

std::string remark_of(const json& comparison) {
    std::string remark = comparison.at("sentence").get<std::string>();
    if (comparison.at("valid").get<bool>()) return remark;
    std::string reasons = "INVALID";
    for (const json& reason : comparison.at("invalid"))
        reasons += ": " + reason.get<std::string>();
    return reasons + ". " + remark;
}

} // namespace

std::string to_har(const json& comparison) {
    json pages = json::array();
    json entries = json::array();
    for (const json& variant : comparison.at("variants")) {
        if (variant.at("waterfall").is_null()) continue;
        const auto id = fmt::format("page_{}", pages.size() + 1);
        pages.push_back(page_of(comparison, variant, id));
        for (const json& flag : variant.at("waterfall").at("flags"))
            entries.push_back(entry_of(flag, id));
    }
    const auto program = comparison.at("program").get<std::string>();
    const auto slash = std::min(program.find('/'), program.size());
    const json document = {{"log",
                            {{"version", "1.2"},
                             {"creator",
                              {{"name", program.substr(0, slash)},
                               {"version", program.substr(std::min(slash + 1, program.size()))}}},
                             {"pages", std::move(pages)},
                             {"entries", std::move(entries)},
                             {"comment", remark_of(comparison)}}}};
    return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace flags::report
