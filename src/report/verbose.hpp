// What -v prints about a run: the book's report before it, a line for each flag, and the report after it.
#pragma once

#include "report/summary.hpp"

#include <flags/catalog/country_code.hpp>
#include <flags/fetch/outcome.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace flags::report {

/// "LOCAL site: http://127.0.0.1:8000/flags", "Searching for 20 flags: from BD to VN", "20 concurrent connections will
/// be used."; up to ten codes are all named. `site` is empty for a server without a label of its own. Three lines,
/// the last one without its end. `codes` is not empty.
[[nodiscard]] std::string initial_report(std::string_view site, std::string_view address,
                                         std::span<const catalog::country_code> codes, std::size_t requests);

/// "BD OK", "XX not found: URL", "ZZ error: CAUSE", "BR cancelled: URL"
[[nodiscard]] std::string flag_line(const fetch::outcome& result);

/// A rule, a line for each kind of outcome that there is (" 20 flags downloaded.", "  1 error."; `what` is in place of "flag"), and the time. The
/// last line comes without its end.
[[nodiscard]] std::string final_report(const tally& count, std::chrono::duration<double> elapsed,
                                       std::string_view what = "flag");

} // namespace flags::report
