// Results of probes, one line each: as the book's programs print them, for programs, and for -v.
#pragma once

#include <flags/dns/probe.hpp>

#include <string>
#include <string_view>

namespace flags::report {

// What failed or is no name has no line in the book's forms: it is neither found nor not.

/// "+ def.dev" and "  or.dev".
[[nodiscard]] std::string book_line(const dns::probe_result& result);

/// Found names at the left, the others two tabs to the right, below column_heads.
[[nodiscard]] std::string column_line(const dns::probe_result& result);
inline constexpr std::string_view column_heads = "FOUND\t\tNOT FOUND\n=====\t\t=========\n";

/// "python.org<TAB>True"; False for names without address too, as getaddrinfo would have it; "error" for those that
/// failed. Nothing for what is no name.
[[nodiscard]] std::string tsv_line(const dns::probe_result& result);

/// An object with all that is known, and a newline; for what is no name, too, with its bytes escaped.
[[nodiscard]] std::string json_line(const dns::probe_result& result);

/// For people, without a newline: "def.dev: found, 127.0.0.1, ttl 60 s, 127.0.0.1:53 in 100.1 ms".
[[nodiscard]] std::string story(const dns::probe_result& result);

/// Any bytes made fit for a terminal: printable ASCII stays, the rest becomes \xNN, and what is longer than 100
/// characters is cut.
[[nodiscard]] std::string printable(std::string_view bytes);

} // namespace flags::report
