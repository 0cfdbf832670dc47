// A comparison as JSON, schema 1.
#pragma once

#include "compare/comparison.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace flags::report {

/// Facts; `files`; `variants` in order, each with its statistics, every run, and the requests of its median run
/// (`waterfall`, flags only); `sentence`; the network; `valid` and why not. Times are in the unit that their names end with;
/// what is not known is null.
[[nodiscard]] nlohmann::ordered_json to_json(const compare::comparison& told);

/// The same as text. Bytes that are not UTF-8 are replaced, so it is always JSON.
[[nodiscard]] std::string to_json_text(const compare::comparison& told);

/// What a run of flags says of itself in its JSON report; none when `text` is no such report.
[[nodiscard]] std::optional<compare::own_report> parse_own_report(const std::string& text);

} // namespace flags::report
