// Downloading what is planned, while it is shown.
#pragma once

#include "cli/command_line.hpp"
#include "cli/console.hpp"
#include "cli/get_plan.hpp"
#include "cli/list_ends.hpp"
#include "report/summary.hpp"

#include <flags/fetch/admission.hpp>
#include <flags/fetch/journal.hpp>
#include <flags/fetch/outcome.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace flags::cli {

struct get_result {
    report::tally count{};
    std::vector<fetch::outcome>
        outcomes{};                    ///< in the order in which they ended; of a list only for its report
    std::unique_ptr<list_ends> list{}; ///< how those of a list ended
    std::vector<fetch::way_record> ways{}; ///< of an automatic number of requests
    std::chrono::system_clock::time_point started{};
    std::chrono::steady_clock::time_point begun{}; ///< the same moment
    std::chrono::duration<double> elapsed{};
    fetch::journal::loss lost{}; ///< lines that the journal could not take
    bool interrupted = false;
};

/// Consumes the jobs of `plan`. Codes and failures are shown as downloads end.
/// Errors: storage_error when the folder or the journal cannot be used. Single flags that fail are outcomes.
[[nodiscard]] get_result run_get(const get_options& options, get_plan& plan, console& out);

} // namespace flags::cli
