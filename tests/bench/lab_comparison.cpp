// The call and the reading.
#include "bench/lab_comparison.hpp"

#include "support/read_file.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <chrono>
#include <filesystem>

namespace flags::bench {

using nlohmann::json;

json compare_in_lab(const setup& with, const std::vector<std::string>& options, std::string& why) {
    const auto file = with.scratch / "comparison.json";
    process::command start{.argv = {with.flags_program, "compare", "--peers", "--runs",
                                    std::to_string(with.how.runs), "--json", file},
                           .time_limit = std::chrono::hours(3)};
    start.argv.insert(start.argv.end(), options.begin(), options.end());
    const auto ended = process::run(start);
    if (ended.exit_code == 3) {
        why = ended.err;
        return nullptr;
    }
    // 1: a program has no run that counts. 4: nothing may be concluded, but the figures are there.
    if (ended.exit_code > 1 && ended.exit_code != 4)
        throw storage_error(EIO, "flags compare failed: " + compare::fault_of(ended));
    auto results = json::parse(test::read_file(file));
    std::filesystem::remove(file);
    return results;
}

series series_of(const json& variant) {
    series result{.name = variant["name"]};
    for (const auto& run : variant["runs"]) {
        if (!run["failure"].is_null()) {
            result.failures.push_back(run["failure"]);
            continue;
        }
        result.wall_seconds.push_back(run["wall_s"]);
        result.cpu_seconds.push_back(run["cpu_s"]);
    }
    return result;
}

} // namespace flags::bench
