// The page gets what it shows, as short as it can be: a matrix of all countries would be too large to be mailed.
#include "report/matrix_page.hpp"

#include "report/matrix_text.hpp"
#include "report/network_json.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/path_json.hpp"
#include "report/window_json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <utility>

namespace flags::report {
namespace {

template <class Value>
nlohmann::ordered_json value_or_null(const std::optional<Value>& value) {
    return value ? nlohmann::ordered_json(*value) : nullptr;
}

constexpr std::size_t most_requests = 20'000;

// Hundredths are seen on no screen.
double short_ms(double ms) { return std::round(ms * 100) / 100; }

// A list; matrix.js knows the order.
nlohmann::ordered_json request_json(const compare::request& result) {
    auto list = nlohmann::ordered_json::array();
    list.push_back(result.code);
    list.push_back(result.outcome);
    list.push_back(value_or_null(result.status));
    list.push_back(result.attempt);
    list.push_back(value_or_null(result.connection));
    list.push_back(result.bytes);
    list.push_back(short_ms(result.start_ms));
    list.push_back(result.ideal_ms ? nlohmann::ordered_json(short_ms(*result.ideal_ms)) : nullptr);
    for (const auto& [name, phase] : compare::phase_names)
        list.push_back(short_ms(result.timings.*phase));
    return list;
}

// `room` is for how many requests; what it takes is taken from it.
nlohmann::ordered_json waterfall_json(const std::optional<compare::waterfall>& result, std::size_t& room) {
    if (!result || result->requests.size() > room) return nullptr;
    room -= result->requests.size();
    auto requests = nlohmann::ordered_json::array();
    for (const auto& each : result->requests)
        requests.push_back(request_json(each));
    auto window = nlohmann::ordered_json::array();
    for (const auto& each : result->window)
        window.push_back(to_json(each));
    return {{"block", result->block},
            {"wall_s", result->wall_s},
            {"flags", std::move(requests)},
            {"window", std::move(window)},
            {"path", path_json(result->path)}};
}

nlohmann::ordered_json cell_json(const compare::matrix_row& row, const compare::variant& each,
                                 std::size_t& room) {
    const auto range = each.median
                           ? nlohmann::ordered_json{each.median->confidence.low, each.median->confidence.high}
                           : nlohmann::ordered_json(nullptr);
    return {{"variant", each.name},
            {"at_once", each.number ? nlohmann::ordered_json(each.number->most) : nullptr},
            {"automatic", each.number && each.number->automatic},
            {"share", value_or_null(share_in(row, each))},
            {"median_s", each.median ? nlohmann::ordered_json(each.median->value) : nullptr},
            {"interval_s", range},
            {"dropped", value_or_null(dropped_in_a_run(each))},
            {"resent", value_or_null(resent_in_a_run(each))},
            {"runs", each.runs.size() - each.failures()},
            {"best", &each == compare::fastest_mode(row.result.variants)},
            {"limit_s", each.limit ? nlohmann::ordered_json(each.limit->seconds) : nullptr},
            {"waterfall", waterfall_json(each.median_run, room)}};
}

nlohmann::ordered_json row_json(const compare::matrix_row& row, std::size_t& room) {
    auto cells = nlohmann::ordered_json::array();
    for (const auto& each : row.result.variants)
        cells.push_back(cell_json(row, each, room));
    return {{"name", row.name},
            {"network", row.result.what.lab ? describe(row.result.what.lab->path) : row.result.what.server},
            {"sentence", sentence_of(row)},
            {"valid", row.result.is_valid()},
            {"started", row.result.started},
            {"machine", row.result.machine},
            {"files", row.result.what.files.size()},
            {"least_time_s", value_or_null(least_time(row.result))},
            {"cells", std::move(cells)}};
}

} // namespace

std::string to_page(const compare::matrix& result, const thumbnails& pictures) {
    auto heads = nlohmann::ordered_json::array();
    for (const auto& each : columns_of(result))
        heads.push_back({{"variant", each}, {"heading", heading_of_column(result, each)}});
    auto phases = nlohmann::ordered_json::array();
    for (const auto& [name, phase] : compare::phase_names)
        phases.push_back(name);
    auto rows = nlohmann::ordered_json::array();
    std::size_t room = most_requests;
    for (const auto& row : result.rows)
        rows.push_back(row_json(row, room));
    nlohmann::ordered_json matrix{{"program", "flags " + result.version},
                                  {"columns", std::move(heads)},
                                  {"rows", std::move(rows)},
                                  {"phases", std::move(phases)},
                                  {"left_out", result.left_out},
                                  {"assumed", assumed_in(result)}};
    return framed_page(parts::matrix_html,
                       in_script({{"matrix", std::move(matrix)}, {"thumbnails", data_uris(pictures)}}),
                       {parts::matrix_js});
}

} // namespace flags::report
