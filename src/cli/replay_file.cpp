// A journal is known by how its lines begin; everything else is read as a report.
#include "cli/replay_file.hpp"

#include "cli/report_file.hpp"
#include "fetch/journal_line.hpp"
#include "origin/sized_flags.hpp"
#include "report/comparison_json.hpp"
#include "report/json_value.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/journal.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace flags::cli {

namespace {

bool is_journal(const std::filesystem::path& file) {
    std::string begin(fetch::line_start.size(), '\0');
    std::ifstream(file, std::ios::binary).read(begin.data(), static_cast<std::streamsize>(begin.size()));
    return begin == fetch::line_start;
}

// The last file of each URL that was saved, in the order of the lines.
compare::own_report files_in(const std::filesystem::path& file) {
    const auto read = fetch::read_journal(file);
    std::vector<const std::pair<const std::string, fetch::journalled_file>*> all;
    all.reserve(read.files.size());
    for (const auto& each : read.files)
        all.push_back(&each);
    std::ranges::sort(all, {}, [](const auto* each) { return each->second.line; });
    compare::own_report seen;
    for (const auto* const each : all) {
        const auto& [url, known] = *each;
        auto& request = seen.requests.emplace_back();
        request.code = known.label;
        request.url = url;
        request.outcome = known.copy ? "ok" : to_string(known.last);
        request.bytes = known.copy ? known.copy->size : 0;
    }
    return seen;
}

} // namespace

compare::replayed_site read_replay(const std::filesystem::path& file) try {
    if (is_journal(file)) return compare::replay_of(files_in(file), false, origin::least_png_bytes);
    const auto document = report::parse_json(text_in_report(file));
    return compare::replay_of(report::read_own_report(report::json_value(document)), true,
                              origin::least_png_bytes);
} catch (const usage_error& e) {
    throw usage_error(fmt::format("--replay {}: {}", file.string(), e.what()));
}

} // namespace flags::cli
