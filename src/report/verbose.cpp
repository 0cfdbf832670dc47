// The sentences of L. Ramalho, "Fluent Python", 2nd ed. (2022), chapter 20 (flags2_common.py), and one for what was
// cancelled.
#include "report/verbose.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <ranges>

namespace flags::report {

namespace {

constexpr std::size_t most_codes_named = 10;

void add_line(std::string& report, std::size_t count, std::string_view one, std::string_view many) {
    if (count > 0) report += fmt::format("{:3} {}.\n", count, count == 1 ? one : many);
}

} // namespace

std::string initial_report(std::string_view site, std::string_view address,
                           std::span<const catalog::country_code> codes, std::size_t requests) {
    const auto named = codes.first(std::min(codes.size(), most_codes_named));
    const std::string which =
        codes.size() > most_codes_named
            ? fmt::format("from {} to {}", codes.front().upper(), codes.back().upper())
            : fmt::format("{}",
                          fmt::join(named | std::views::transform(&catalog::country_code::upper), ", "));
    return fmt::format("{} {}\nSearching for {} {}: {}\n{} will be used.",
                       site.empty() ? "Site:" : fmt::format("{} site:", site), address, codes.size(),
                       codes.size() == 1 ? "flag" : "flags", which,
                       requests == 1 ? "1 connection" : fmt::format("{} concurrent connections", requests));
}

std::string flag_line(const fetch::outcome& result) {
    switch (result.kind) {
    case fetch::outcome_kind::ok:
        return result.job.label + (result.is_unchanged() ? " unchanged"
                                   : result.is_skipped() ? " already there"
                                                         : " OK");
    case fetch::outcome_kind::not_found:
        return result.job.label + " not found: " + result.job.url;
    case fetch::outcome_kind::failed:
        return result.job.label + " error: " + result.last.message;
    case fetch::outcome_kind::cancelled:
        return result.job.label + " cancelled: " + result.job.url;
    }
    return result.job.label;
}

std::string final_report(const tally& count, std::chrono::duration<double> elapsed, std::string_view what) {
    std::string report(20, '-');
    report += '\n';
    add_line(report, count.downloaded(), fmt::format("{} downloaded", what),
             fmt::format("{}s downloaded", what));
    add_line(report, count.already_there, "already there", "already there");
    add_line(report, count.not_found, "not found", "not found");
    add_line(report, count.failed, "error", "errors");
    add_line(report, count.cancelled, "cancelled", "cancelled");
    return report + fmt::format("Elapsed time: {:.2f}s", elapsed.count());
}

} // namespace flags::report
