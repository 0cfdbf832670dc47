// Counting outcomes.
#include "report/summary.hpp"

#include <spdlog/fmt/fmt.h>

namespace flags::report {

tally::tally(std::span<const fetch::outcome> outcomes) {
    for (const auto& result : outcomes)
        add(result);
}

void tally::add(const fetch::outcome& result) {
    switch (result.kind) {
    case fetch::outcome_kind::ok:
        ++ok;
        if (result.is_unchanged() || result.is_skipped()) ++already_there;
        break;
    case fetch::outcome_kind::not_found:
        ++not_found;
        break;
    case fetch::outcome_kind::failed:
        ++failed;
        break;
    case fetch::outcome_kind::cancelled:
        ++cancelled;
        break;
    }
    if (result.last.cause == "storage") ++storage_failures;
}

std::string closing_line(const tally& count, std::chrono::duration<double> elapsed) {
    return fmt::format("{} {} in {:.2f}s", count.downloaded(),
                       count.downloaded() == 1 ? "download" : "downloads", elapsed.count());
}

} // namespace flags::report
