// Runs are only recorded here; comparison.cpp evaluates them. A line of the file "runs" is one run: its numbers, then its
// fault.
#include "compare/samples.hpp"

#include "base/this_system.hpp"
#include "compare/statistics.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <ranges>
#include <sstream>
#include <utility>

namespace flags::compare {
namespace {

constexpr std::uint64_t interval_seed = 1;

std::filesystem::path runs_file(const std::filesystem::path& scratch) { return scratch / "runs"; }

std::filesystem::path report_file(const std::filesystem::path& scratch, std::size_t position) {
    return scratch / "reports" / std::to_string(position);
}

// By all programs in the network of this thread.
std::uint64_t connections_opened_here() { return tcp_counter("ActiveOpens"); }

std::string or_dash(const std::optional<std::uint64_t>& count) {
    return count ? std::to_string(*count) : "-";
}

std::optional<std::uint64_t> known_count(const std::string& text) {
    return text == "-" ? std::nullopt : std::optional<std::uint64_t>(std::stoull(text));
}

std::string line_of(const turn& done, double spawned_s, const std::optional<std::uint64_t>& connections,
                    const std::optional<std::uint64_t>& dropped, const std::optional<std::uint64_t>& resent) {
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}\n", done.program, done.block, done.position,
                       1e3 * spawned_s, process::seconds(done.used.wall), process::seconds(done.used.cpu),
                       done.found.files, done.found.bytes, or_dash(connections), or_dash(dropped),
                       or_dash(resent), fault_of(done.used));
}

sample sample_of(const std::string& line) {
    std::istringstream fields(line);
    sample result;
    std::string connections;
    std::string dropped;
    std::string resent;
    fields >> result.program >> result.block >> result.position >> result.spawned_ms >> result.wall_s >>
        result.cpu_s >> result.found.files >> result.found.bytes >> connections >> dropped >> resent >>
        std::ws;
    result.connections = known_count(connections);
    result.dropped = known_count(dropped);
    result.resent = known_count(resent);
    std::getline(fields, result.fault);
    return result;
}

std::string text_in(const std::filesystem::path& file) {
    const std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

} // namespace

bool is_precise(std::span<const double> wall_s, double fraction) {
    if (wall_s.size() < least_interval_samples) return false;
    const auto [value, confidence] = estimate_median(wall_s, interval_seed);
    return (confidence.high - confidence.low) / 2 <= fraction * value;
}

std::filesystem::path first_files(const std::filesystem::path& scratch, std::size_t program) {
    return scratch / "first" / std::to_string(program);
}

void take_samples(std::span<const program> programs, const workload& what, const sampling& how,
                  const std::filesystem::path& scratch) {
    std::vector<contender> contenders;
    std::chrono::system_clock::time_point spawned;
    std::uint64_t opened_before = 0;
    std::uint64_t dropped_before = 0;
    std::uint64_t resent_before = 0;
    std::size_t begun = 0;
    contenders.reserve(programs.size());
    for (std::size_t place = 0; place < programs.size(); ++place)
        contenders.push_back({.name = programs[place].name,
                              .start =
                                  [&, place](const std::filesystem::path& folder) {
                                      how.tell(place, begun++);
                                      auto start = programs[place].start(what, folder);
                                      if (how.alone) opened_before = connections_opened_here();
                                      if (how.dropped != nullptr) dropped_before = how.dropped->get();
                                      if (how.resent != nullptr) resent_before = how.resent->get();
                                      spawned = std::chrono::system_clock::now();
                                      return start;
                                  },
                              .most_runs = programs[place].most_runs.value_or(how.how.runs),
                              .warms_up = programs[place].warms_up});
    for (const char* const folder : {"first", "reports"})
        std::filesystem::create_directories(scratch / folder);
    std::ofstream runs(runs_file(scratch));
    std::vector<std::vector<double>> walls(programs.size());
    auto effort = how.how;
    std::size_t block = 0;
    // Those that have had all their runs do not hold up the others.
    effort.enough = [&] {
        if (how.ends_by && std::chrono::steady_clock::now() >= *how.ends_by) return true;
        return how.precision &&
               std::ranges::all_of(std::views::iota(std::size_t{0}, walls.size()), [&](auto place) {
                   return block >= contenders[place].most_runs || is_precise(walls[place], *how.precision);
               });
    };
    take_turns(contenders, effort, scratch, [&](const turn& done, const std::filesystem::path& folder) {
        block = done.block;
        const auto connections =
            how.alone ? std::optional(connections_opened_here() - opened_before) : std::nullopt;
        const auto since = [](const shared_count* count, std::uint64_t before) {
            return count != nullptr ? std::optional(count->get() - before) : std::nullopt;
        };
        runs << line_of(done, process::seconds(spawned.time_since_epoch()), connections,
                        since(how.dropped, dropped_before), since(how.resent, resent_before));
        std::error_code missing;
        std::filesystem::rename(folder.string() + ".json", report_file(scratch, done.position), missing);
        if (done.block == 0)
            std::filesystem::rename(folder, first_files(scratch, done.program));
        else if (fault_of(done.used).empty())
            walls[done.program].push_back(process::seconds(done.used.wall));
    });
    runs.flush();
    if (!runs) throw storage_error(EIO, "cannot write " + runs_file(scratch).string());
}

std::vector<sample> read_samples(std::span<const program> programs, const report_reader& read,
                                 const std::filesystem::path& scratch) {
    std::ifstream runs(runs_file(scratch));
    if (!runs) throw storage_error(ENOENT, "cannot read " + runs_file(scratch).string());
    std::vector<sample> samples;
    for (std::string line; std::getline(runs, line);) {
        auto& each = samples.emplace_back(sample_of(line));
        if (!programs[each.program].is_flags) continue;
        each.report = read(text_in(report_file(scratch, each.position)));
        if (!each.report && each.fault.empty()) each.fault = "it wrote no report";
    }
    return samples;
}

} // namespace flags::compare
