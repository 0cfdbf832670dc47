// The JSON report (nlohmann/json).
#include "report/json.hpp"

#include "report/milliseconds.hpp"
#include "report/summary.hpp"
#include "report/window_json.hpp"

#include <flags/base/rfc3339.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

namespace flags::report {

namespace {

using json = nlohmann::ordered_json;

constexpr int schema_version = 1;

json phases_of(const http::timings& phases) {
    return {{"blocked", milliseconds(phases.blocked)}, {"dns", milliseconds(phases.dns)},
            {"connect", milliseconds(phases.connect)}, {"ssl", milliseconds(phases.ssl)},
            {"send", milliseconds(phases.send)},       {"wait", milliseconds(phases.wait)},
            {"receive", milliseconds(phases.receive)}, {"redirect", milliseconds(phases.redirect)},
            {"total", milliseconds(phases.total)}};
}

// What is known of one request; the last one's is in the record itself.
void add_attempt(json& record, const fetch::attempt& tried, std::chrono::system_clock::time_point begun) {
    const bool answered = tried.status != 0;
    record["status"] = answered ? json(tried.status) : json(nullptr);
    record["bytes"] = tried.bytes;
    record["started"] = rfc3339(tried.started);
    record["start_ms"] = milliseconds(tried.started - begun);
    record["timings_ms"] = phases_of(tried.phases);
    record["http_version"] =
        answered ? json(fmt::format("{}.{}", tried.http_version / 10, tried.http_version % 10))
                 : json(nullptr);
    record["reused_connection"] = answered ? json(tried.reused_connection) : json(nullptr);
    record["remote_ip"] = answered ? json(tried.remote_ip) : json(nullptr);
    record["local_port"] = answered ? json(tried.local_port) : json(nullptr);
    record["cause"] =
        tried.cause.empty() ? json(nullptr) : json{{"kind", tried.cause}, {"message", tried.message}};
}

json record_of(const fetch::outcome& result, std::chrono::system_clock::time_point begun) {
    json record = {{"code", result.job.label},       {"url", result.job.url},
                   {"target", result.job.file_name}, {"outcome", fetch::to_string(result.kind)},
                   {"attempts", result.attempts()},  {"unchanged", result.is_unchanged()},
                   {"resumed", result.is_skipped()}};
    add_attempt(record, result.last, begun);
    json& retried = record["retried"] = json::array();
    for (const auto& tried : result.earlier)
        add_attempt(retried.emplace_back(json::object()), tried, begun);
    return record;
}

json options_of(const run_facts& facts) {
    return {{"server", facts.server},
            {"mode", facts.mode},
            {"max_requests", facts.max_requests},
            {"extension", facts.extension},
            {"output_dir", facts.output_dir},
            {"timeout_s", static_cast<double>(facts.client.stall_timeout.count()) / 1000.0},
            {"max_time_s", facts.client.max_time
                               ? json(static_cast<double>(facts.client.max_time->count()) / 1000.0)
                               : json(nullptr)},
            {"max_size_bytes", facts.client.max_body_bytes},
            {"http2", facts.client.http2},
            {"insecure", facts.client.insecure},
            {"retries", facts.retries.retries},
            {"max_retry_wait_s", static_cast<double>(facts.retries.max_wait.count()) / 1000.0}};
}

json window_of(const fetch::way_record& way, std::chrono::steady_clock::time_point begun) {
    json rows = json::array();
    for (const auto& each : way.past.rows())
        rows.push_back(to_json(compare::window_row{
            .ms = milliseconds(std::chrono::round<std::chrono::nanoseconds>(each.at - begun)),
            .figures = each.figures}));
    return {{"origin", way.origin}, {"rows", std::move(rows)}};
}

} // namespace

std::string to_json(const run_facts& facts, std::span<const fetch::outcome> outcomes) {
    const tally count(outcomes);
    json document = {{"schema", schema_version},
                     {"program", facts.client.user_agent},
                     {"started", rfc3339(facts.started)},
                     {"started_ms", milliseconds(facts.started.time_since_epoch())},
                     {"elapsed_s", facts.elapsed.count()},
                     {"options", options_of(facts)},
                     {"counts",
                      {{"ok", count.ok},
                       {"not_found", count.not_found},
                       {"failed", count.failed},
                       {"cancelled", count.cancelled}}}};
    json& records = document["flags"] = json::array();
    for (const auto& result : outcomes)
        records.push_back(record_of(result, facts.started));
    json& windows = document["windows"] = json::array();
    for (const auto& each : facts.ways)
        windows.push_back(window_of(each, facts.begun));
    return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace flags::report
