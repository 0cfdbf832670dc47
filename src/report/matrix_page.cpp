// The page gets what it shows, not every request: a matrix of all countries would be too large to be mailed.
#include "report/matrix_page.hpp"

#include "report/matrix_text.hpp"
#include "report/network_json.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace flags::report {
namespace {

template <class Value>
nlohmann::ordered_json value_or_null(const std::optional<Value>& value) {
    return value ? nlohmann::ordered_json(*value) : nullptr;
}

nlohmann::ordered_json cell_json(const compare::matrix_row& row, const compare::variant& each) {
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
            {"runs", each.runs.size() - each.failures()},
            {"best", &each == compare::fastest_mode(row.told.variants)}};
}

nlohmann::ordered_json row_json(const compare::matrix_row& row) {
    auto cells = nlohmann::ordered_json::array();
    for (const auto& each : row.told.variants)
        cells.push_back(cell_json(row, each));
    return {{"name", row.name},
            {"network", row.told.what.lab ? describe(row.told.what.lab->path) : row.told.what.server},
            {"sentence", sentence_of(row)},
            {"valid", row.told.is_valid()},
            {"started", row.told.started},
            {"machine", row.told.machine},
            {"files", row.told.what.files.size()},
            {"least_time_s", value_or_null(least_time(row.told))},
            {"cells", std::move(cells)}};
}

} // namespace

std::string to_page(const compare::matrix& told) {
    auto heads = nlohmann::ordered_json::array();
    for (const auto& each : columns_of(told))
        heads.push_back({{"variant", each}, {"heading", heading_of_column(told, each)}});
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : told.rows)
        rows.push_back(row_json(row));
    return framed_page(parts::matrix_html,
                       in_script({{"program", "flags " + told.version},
                                  {"columns", std::move(heads)},
                                  {"rows", std::move(rows)},
                                  {"left_out", told.left_out}}),
                       std::string(parts::page_tools_js) + std::string(parts::matrix_js));
}

} // namespace flags::report
