// Written and read by nlohmann/json. What follows from the comparisons is written for other programs, and not read.
#include "report/matrix_json.hpp"

#include "report/comparison_json.hpp"
#include "report/json_value.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace flags::report {

nlohmann::ordered_json to_json(const compare::matrix& result) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : result.rows) {
        const auto least = least_time(row.result);
        rows.push_back({{"name", row.name},
                        {"sentence", sentence_of(row)},
                        {"least_time_s", least ? nlohmann::ordered_json(*least) : nullptr},
                        {"comparison", to_json(row.result)}});
    }
    return {{"matrix_schema", matrix_schema},
            {"program", "flags " + result.version},
            {"left_out", result.left_out},
            {"conditions", std::move(rows)}};
}

std::string to_json_text(const compare::matrix& result) {
    return to_json(result).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

compare::matrix matrix_from_json(const nlohmann::ordered_json& document) {
    const json_value from(document);
    if (from["matrix_schema"].whole<int>() != matrix_schema)
        from["matrix_schema"].refuse("must be 1, the only version that this program knows");
    compare::matrix result{.version = version_in(from["program"])};
    for (const auto& each : from["left_out"].elements())
        result.left_out.push_back(each.text());
    for (const auto& each : from["conditions"].elements()) {
        auto name = each["name"].text();
        if (std::ranges::find(result.rows, name, &compare::matrix_row::name) != result.rows.end())
            each["name"].refuse("must not be that of another condition");
        auto comparison = from_json(each["comparison"]);
        result.rows.push_back({.name = std::move(name), .result = std::move(comparison)});
    }
    return result;
}

} // namespace flags::report
