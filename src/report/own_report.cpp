// Reads what json.cpp writes. WORKAROUND(GCC 14.2): member by member, as in comparison_reading.cpp.
#include "report/comparison_json.hpp"
#include "report/json_value.hpp"
#include "report/window_json.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>

#include <utility>

namespace flags::report {
namespace {

constexpr double longest_time_ms = 1e12; // 30 years

std::optional<int> small_number(const json_value& from) {
    return from.known([](const json_value& value) { return value.whole<int>(); });
}

std::optional<std::string> known_text(const json_value& from) {
    return from.known([](const json_value& value) { return value.text(); });
}

// `tried` is the flag itself for its last attempt.
compare::request request_of(const json_value& tried, const json_value& flag, std::size_t attempt) {
    compare::request result;
    result.code = flag["code"].text();
    result.url = flag["url"].text();
    result.attempt = attempt;
    result.status = small_number(tried["status"]);
    result.started = tried["started"].text();
    result.start_ms = tried["start_ms"].number(longest_time_ms, -longest_time_ms);
    result.connection = small_number(tried["local_port"]);
    result.reused_connection =
        tried["reused_connection"].known([](const json_value& value) { return value.boolean(); });
    result.bytes = tried["bytes"].whole<std::uintmax_t>();
    result.http_version = known_text(tried["http_version"]);
    result.remote_ip = known_text(tried["remote_ip"]);
    const auto timings = tried["timings_ms"];
    for (const auto& [name, phase] : compare::phase_names)
        result.timings.*phase = timings[name].number(longest_time_ms);
    return result;
}

} // namespace

compare::own_report read_own_report(const json_value& from) {
    compare::own_report result;
    result.started_ms = from["started_ms"].number(1e3 * longest_time_ms);
    for (const auto& flag : from["flags"].elements()) {
        std::size_t attempt = 0;
        for (const auto& tried : flag["retried"].elements()) {
            result.requests.push_back(request_of(tried, flag, ++attempt));
            result.requests.back().outcome = "retried";
        }
        result.requests.push_back(request_of(flag, flag, ++attempt));
        result.requests.back().outcome = flag["outcome"].text();
    }
    const auto windows = from["windows"].elements();
    if (!windows.empty())
        for (const auto& row : windows.front()["rows"].elements())
            result.window.push_back(read_window_row(row));
    return result;
}

std::optional<compare::own_report> parse_own_report(const std::string& text) try {
    const auto document = parse_json(text);
    return read_own_report(json_value(document));
} catch (const usage_error&) {
    return std::nullopt;
}

} // namespace flags::report
