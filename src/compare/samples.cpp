// Nothing is judged here; comparison.cpp does.
#include "compare/samples.hpp"

#include "base/this_system.hpp"
#include "compare/statistics.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <utility>

namespace flags::compare {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t least_blocks = 5; // below it a bootstrap interval says little
constexpr std::uint64_t interval_seed = 1;

bool is_precise(std::span<const std::vector<double>> walls, double wanted) {
    return std::ranges::all_of(walls, [&](const std::vector<double>& wall) {
        if (wall.size() < least_blocks) return false;
        const auto [value, confidence] = estimate_median(wall, interval_seed);
        return (confidence.high - confidence.low) / 2 <= wanted * value;
    });
}

// What a run of flags says of itself.
json read_report(const std::filesystem::path& file, std::string& fault) {
    const std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    auto report = json::parse(text.str(), nullptr, false);
    std::filesystem::remove(file);
    if (report.is_object()) return report;
    if (fault.empty()) fault = "it wrote no report";
    return nullptr;
}

} // namespace

std::filesystem::path first_files(const std::filesystem::path& scratch, std::size_t variant) {
    return scratch / "first" / std::to_string(variant);
}

nlohmann::ordered_json take_samples(std::span<const variant> variants, const sampling& what,
                                    const std::filesystem::path& scratch) {
    std::vector<contender> contenders;
    std::chrono::system_clock::time_point spawned;
    std::uint64_t opened_before = 0;
    for (const auto& each : variants)
        contenders.push_back({.name = each.how.name, .start = [&, each](const std::filesystem::path& folder) {
                                  auto start = each.how.start(folder);
                                  if (what.alone) opened_before = connections_opened();
                                  spawned = std::chrono::system_clock::now();
                                  return start;
                              }});
    std::vector<std::vector<double>> walls(variants.size());
    auto how = what.how;
    how.enough = [&] { return what.precision && is_precise(walls, *what.precision); };
    auto all = json::array();
    take_turns(contenders, how, scratch, [&](const turn& done, const std::filesystem::path& folder) {
        what.tell(done.position + 1);
        auto fault = fault_of(done.used);
        const auto report =
            variants[done.program].reports ? read_report(folder.string() + ".json", fault) : json(nullptr);
        if (done.block > 0 && fault.empty()) walls[done.program].push_back(process::seconds(done.used.wall));
        all.push_back(
            {{"variant", done.program},
             {"block", done.block},
             {"position", done.position},
             {"spawned_ms", 1e3 * process::seconds(spawned.time_since_epoch())},
             {"wall_s", process::seconds(done.used.wall)},
             {"cpu_s", process::seconds(done.used.cpu)},
             {"fault", std::move(fault)},
             {"files", done.found.files},
             {"bytes", done.found.bytes},
             {"connections", what.alone ? json(connections_opened() - opened_before) : json(nullptr)},
             {"report", report}});
        if (done.block > 0) return;
        const auto kept = first_files(scratch, done.program);
        std::filesystem::create_directories(kept.parent_path());
        std::filesystem::rename(folder, kept);
    });
    return all;
}

} // namespace flags::compare
