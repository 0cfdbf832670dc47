// From outcomes to sentences, a file and an exit code.
#include "cli/get_report.hpp"

#include "cli/report_file.hpp"
#include "report/json.hpp"
#include "report/summary.hpp"
#include "report/verbose.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace flags::cli {

namespace {

exit_code code_of(const report::tally& count, const get_plan& plan, const get_result& result) {
    if (result.interrupted) return stopped_by_signal;
    if (count.storage_failures > 0 || result.lost.lines > 0 || (result.list && result.list->failure()))
        return machine_refused;
    const bool is_whole = plan.refused == 0 && (!plan.left_out || plan.left_out->count() == 0);
    return count.ok == count.all() && is_whole ? all_ok : some_failed;
}

// A server that answers and has no flag at all may have them as another kind of image. The embedded one has PNGs.
void suggest_other_kind(const get_options& options, const get_result& result) {
    const bool none = std::ranges::all_of(result.outcomes, [&options](const fetch::outcome& each) {
        return each.kind == fetch::outcome_kind::not_found && each.job.url.ends_with("." + options.extension);
    });
    if (!none || result.outcomes.empty() || (options.embedded && options.extension == "png")) return;
    spdlog::warn("note: no {} here: try --ext {}", options.extension,
                 options.extension == "png" ? "gif" : "png");
}

// Codes that are in use and not in ISO 3166-1 (the standard reserves UK; EL is the European Union's).
void suggest_other_codes(const get_options& options, const get_result& result) {
    for (const auto& [used, standard] : {std::pair("UK", "GB"), std::pair("EL", "GR")}) {
        const bool missed = std::ranges::any_of(result.outcomes, [used](const fetch::outcome& each) {
            return each.kind == fetch::outcome_kind::not_found && each.job.label == used;
        });
        const auto is_standard = [standard](const auto& code) { return code.upper() == standard; };
        if (missed && std::ranges::none_of(options.codes, is_standard))
            spdlog::warn("note: {} is not in ISO 3166-1; did you mean {}?", used, standard);
    }
}

void add_notes_on_list(const get_plan& plan, const get_result& result) {
    if (plan.left_out->count() > 0) spdlog::error("{}", plan.left_out->sentence());
    if (const auto failures = result.list->sentence(); !failures.empty()) spdlog::error("{}", failures);
    if (result.list->failure()) spdlog::error("{}", result.list->failure()->what());
    if (result.interrupted) spdlog::warn("interrupted: the rest of the list was not asked for");
}

void add_notes(const get_options& options, const get_plan& plan, const get_result& result) {
    const report::tally& count = result.count;
    if (count.already_there > 0 && !spdlog::should_log(spdlog::level::info)) // -v has said it
        spdlog::warn("note: {} {}{} there already", count.already_there, options.list ? "file" : "flag",
                     count.already_there == 1 ? " was" : "s were");
    if (options.list) {
        add_notes_on_list(plan, result);
    } else {
        suggest_other_kind(options, result);
        suggest_other_codes(options, result);
    }
    if (result.lost.first_failure)
        spdlog::error("flags: {} {} missing: {}", result.lost.lines,
                      result.lost.lines == 1 ? "line is" : "lines are", result.lost.first_failure->what());
}

std::string as_json(const get_options& options, const get_plan& plan, const get_result& result) {
    const report::run_facts facts{.started = result.started,
                                  .begun = result.begun,
                                  .elapsed = result.elapsed,
                                  .server = options.server,
                                  .mode = std::string(to_string(options.mode)),
                                  .max_requests = plan.max_requests,
                                  .extension = options.extension,
                                  .output_dir = options.output_dir.string(),
                                  .client = plan.client,
                                  .retries = options.retries,
                                  .ways = result.ways};
    return report::to_json(facts, result.outcomes);
}

} // namespace

exit_code report_get(const get_options& options, const get_plan& plan, const get_result& result,
                     console& out) {
    const report::tally& count = result.count;
    out.close(report::closing_line(count, result.elapsed));
    add_notes(options, plan, result);
    spdlog::info(report::final_report(count, result.elapsed, options.list ? "file" : "flag"));
    if (options.json) write_report(*options.json, as_json(options, plan, result));
    return code_of(count, plan, result);
}

} // namespace flags::cli
