// A comparison as JSON, schema 1.
#pragma once

#include "compare/comparison.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace flags::report {

inline constexpr int comparison_schema = 1;

/// When, where and how it was measured; `files`; `variants` in order, each with its statistics, every run, and the requests of
/// its median run (`waterfall`, flags only) with its `window` (rows as in window_json.hpp; none of a constant number) and
/// in a lab the `path` (path_json.hpp: what was on its way to the client); `sentence`; the network (`conditions`) and what the `lab` counted on it, of which
/// `retransmissions` are the TCP segments that the server sent again; `valid`, and why it is `invalid`. Times are in the unit
/// that their names end with; what is not known is null. A variant with a number of requests `at_once`, and a run whose
/// packets the lab's queue `dropped` with its own `retransmissions`, has these; others lack them. The same is so of what was `assumed` of a site that is replayed, and of each file's `server_time_ms` there.
[[nodiscard]] nlohmann::ordered_json to_json(const compare::comparison& result);

/// The same as text. Bytes that are not UTF-8 are replaced, so it is always JSON.
[[nodiscard]] std::string to_json_text(const compare::comparison& result);

/// The same again. Units/limits: a time is at most 30 years, and the document nested as to_json makes it.
/// Errors: usage_error with a sentence that names the first field that is missing or wrong, or a further condition
/// (netlab/kinds.hpp) of the network, which is not read.
[[nodiscard]] compare::comparison from_json(const nlohmann::ordered_json& document);

/// The same for a part of a larger document.
class json_value;
[[nodiscard]] compare::comparison from_json(const json_value& from);

/// The version in "flags 0.1.0".
[[nodiscard]] std::string version_in(const json_value& program);

/// Reads the JSON report of a run of flags (json.hpp), attempt by attempt.
/// Errors: usage_error with a sentence that names the first field that is missing or wrong.
[[nodiscard]] compare::own_report read_own_report(const json_value& from);

/// The same; none when `text` is not one.
[[nodiscard]] std::optional<compare::own_report> parse_own_report(const std::string& text);

} // namespace flags::report
