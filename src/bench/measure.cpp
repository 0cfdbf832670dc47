// Interleaved runs, each checked before it counts.
#include "bench/measure.hpp"

#include "bench/plan.hpp"

#include <spdlog/fmt/fmt.h>

#include <string_view>

namespace flags::bench {
namespace {

goal found_in(const std::filesystem::path& folder) {
    goal found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        ++found.files;
        found.bytes += entry.file_size();
    }
    return found;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// Empty when the run counts.
std::string fault_of(const usage& run, const contender& program, const goal& wanted,
                     const std::filesystem::path& folder) {
    if (run.timed_out) return "killed at its time limit";
    if (run.exit_code != 0) return fmt::format("exit code {}: {}", run.exit_code, first_line(run.err));
    const auto promised = fmt::format("{} {}", wanted.files, wanted.bytes);
    if (!program.saves) {
        if (first_line(run.out) == promised) return {};
        return fmt::format(R"(it says "{}" instead of "{}")", first_line(run.out), promised);
    }
    const auto found = found_in(folder);
    if (found.files == wanted.files && found.bytes == wanted.bytes) return {};
    return fmt::format("{} files with {} bytes instead of {} with {}", found.files, found.bytes, wanted.files,
                       wanted.bytes);
}

double seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

} // namespace

std::vector<series> measure(std::span<const contender> contenders, const goal& wanted, const effort& how,
                            const std::filesystem::path& scratch) {
    std::vector<series> result;
    for (const auto& program : contenders)
        result.push_back({.name = program.name});

    const auto folder = scratch / "files";
    bool warming_up = true;
    for (const auto& block : interleaved(contenders.size(), how.runs + 1, how.seed)) {
        for (const std::size_t index : block) {
            if (!how.go_on()) throw interrupted();
            std::filesystem::create_directories(folder);
            const auto used = run(contenders[index].start(folder));
            const auto fault = fault_of(used, contenders[index], wanted, folder);
            std::filesystem::remove_all(folder);
            if (warming_up) continue;
            auto& runs = result[index];
            if (!fault.empty()) {
                runs.failures.push_back(fault);
                continue;
            }
            runs.wall_seconds.push_back(seconds(used.wall));
            runs.cpu_seconds.push_back(seconds(used.cpu));
            runs.peak_rss_bytes.push_back(static_cast<double>(used.peak_rss_bytes));
        }
        warming_up = false;
    }
    return result;
}

} // namespace flags::bench
