// Plan, run, report.
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/get_plan.hpp"
#include "cli/get_report.hpp"
#include "cli/get_run.hpp"
#include "cli/jobs.hpp"
#include "cli/listed_jobs.hpp"
#include "cli/report_file.hpp"

namespace flags::cli {

int run(const get_options& options) {
    if (options.dry_run) {
        if (options.list) return print_list(options);
        print_plan(options);
        return all_ok;
    }
    get_plan plan = plan_get(options);
    console out({.flags = plan.wanted.value_or(0),
                 .progress = options.progress && options.verbosity == 0,
                 .quiet = options.verbosity < 0,
                 .codes_to_stderr = options.json && is_standard_output(*options.json)});
    const get_result result = run_get(options, plan, out);
    return report_get(options, plan, result, out);
}

} // namespace flags::cli
