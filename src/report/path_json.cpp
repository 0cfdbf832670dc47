// (nlohmann/json)
#include "report/path_json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <utility>

namespace flags::report {

namespace {

constexpr double longest_path_run_ms = 1e12; // 30 years, as of other times

} // namespace

nlohmann::ordered_json path_json(const std::vector<compare::path_row>& rows) {
    nlohmann::ordered_json result;
    for (const char* const name : {"ms", "in_flight_bytes", "queue_bytes", "dropped"})
        result[name] = nlohmann::ordered_json::array();
    for (const auto& each : rows) {
        result["ms"].push_back(std::round(each.ms * 100) / 100);
        result["in_flight_bytes"].push_back(each.in_flight);
        result["queue_bytes"].push_back(each.queued);
        result["dropped"].push_back(each.dropped);
    }
    return result;
}

std::vector<compare::path_row> read_path(const json_value& from) {
    std::vector<compare::path_row> rows;
    for (const auto& each : from["ms"].elements())
        rows.push_back({.ms = each.number(longest_path_run_ms)});
    const auto read_column = [&](const char* name, std::uint64_t compare::path_row::* member) {
        const auto values = from[name].elements();
        if (values.size() != rows.size()) from[name].refuse("must be as long as ms");
        for (std::size_t row = 0; row < rows.size(); ++row)
            rows[row].*member = values[row].whole<std::uint64_t>();
    };
    read_column("in_flight_bytes", &compare::path_row::in_flight);
    read_column("queue_bytes", &compare::path_row::queued);
    read_column("dropped", &compare::path_row::dropped);
    return rows;
}

} // namespace flags::report
