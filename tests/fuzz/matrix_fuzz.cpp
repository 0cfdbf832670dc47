// A matrix that is read again.
#include "fuzz/fuzz.hpp"
#include "report/json_value.hpp"
#include "report/matrix_json.hpp"
#include "report/matrix_text.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>

FLAGS_FUZZ(matrix) {
    namespace report = flags::report;
    try {
        const auto told = report::matrix_from_json(report::parse_json(input));
        static_cast<void>(report::to_text(told));
        const auto text = report::to_json_text(told);
        flags::test::require(report::to_json_text(report::matrix_from_json(report::parse_json(text))) ==
                             text);
    } catch (const flags::usage_error&) { // NOLINT(bugprone-empty-catch): no matrix
    }
}
