// Journals are found by URL, so that validators never go to another server than the one that gave them.
#include "cli/past_runs.hpp"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <utility>

namespace flags::cli {

fetch::journal_contents read_past(const get_options& options) {
    const auto& file = options.resume ? options.resume : options.journal;
    if (!file) return {};
    fetch::journal_contents past = fetch::read_journal(*file);
    if (past.damaged > 0)
        spdlog::warn("warning: {}: {} damaged {} skipped, the first is line {}", file->string(), past.damaged,
                     past.damaged == 1 ? "line was" : "lines were", past.first_damaged);
    return past;
}

coro::generator<fetch::job> with_past(coro::generator<fetch::job> jobs, fetch::journal_contents past,
                                      std::string own_origin, bool resume) {
    while (auto each = jobs.next()) {
        each->fingerprint = true;
        const auto known = past.files.find(fetch::to_journal_url(each->url, own_origin));
        if (known != past.files.end() && !each->named_by && known->second.target == each->file_name) {
            each->known = known->second.copy;
            each->skip_if_there = resume && known->second.last == fetch::outcome_kind::ok;
        }
        co_yield std::move(*each);
    }
}

} // namespace flags::cli
