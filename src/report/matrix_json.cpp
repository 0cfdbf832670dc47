// Written and read by nlohmann/json. What follows from the comparisons is written for other programs, and not read.
#include "report/matrix_json.hpp"

#include "report/comparison_json.hpp"
#include "report/json_value.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace flags::report {

nlohmann::ordered_json to_json(const compare::matrix& told) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : told.rows) {
        const auto least = least_time(row.told);
        rows.push_back({{"name", row.name},
                        {"sentence", sentence_of(row)},
                        {"least_time_s", least ? nlohmann::ordered_json(*least) : nullptr},
                        {"comparison", to_json(row.told)}});
    }
    return {{"matrix_schema", matrix_schema},
            {"program", "flags " + told.version},
            {"left_out", told.left_out},
            {"conditions", std::move(rows)}};
}

std::string to_json_text(const compare::matrix& told) {
    return to_json(told).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

compare::matrix matrix_from_json(const nlohmann::ordered_json& document) {
    const json_value from(document);
    if (from["matrix_schema"].whole<int>() != matrix_schema)
        from["matrix_schema"].refuse("must be 1, the only version that this program knows");
    compare::matrix told{.version = version_in(from["program"])};
    for (const auto& each : from["left_out"].elements())
        told.left_out.push_back(each.text());
    for (const auto& each : from["conditions"].elements()) {
        auto name = each["name"].text();
        if (std::ranges::find(told.rows, name, &compare::matrix_row::name) != told.rows.end())
            each["name"].refuse("must not be that of another condition");
        auto comparison = from_json(each["comparison"]);
        told.rows.push_back({.name = std::move(name), .told = std::move(comparison)});
    }
    return told;
}

} // namespace flags::report
