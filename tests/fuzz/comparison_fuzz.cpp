// A comparison that is read again, and the report of a run.
#include "fuzz/fuzz.hpp"
#include "report/comparison_json.hpp"
#include "report/comparison_text.hpp"
#include "report/json_value.hpp"

#include <flags/base/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace {

void require_harmless(std::string_view text) {
    flags::test::require(
        std::ranges::none_of(text, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; }));
}

} // namespace

FLAGS_FUZZ(comparison) {
    namespace report = flags::report;
    static_cast<void>(report::parse_own_report(std::string(input)));
    try {
        const auto told = report::from_json(report::parse_json(input));
        require_harmless(report::to_text(told, {}));
        const auto text = report::to_json_text(told);
        flags::test::require(report::to_json_text(report::from_json(report::parse_json(text))) == text);
    } catch (const flags::usage_error&) { // NOLINT(bugprone-empty-catch): no comparison
    }
}
