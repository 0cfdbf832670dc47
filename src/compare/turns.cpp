// For each run: an empty folder, the program, a count of the files that it brought.
#include "compare/turns.hpp"

#include "compare/plan.hpp"

#include <spdlog/fmt/fmt.h>

#include <string_view>

namespace flags::compare {
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

} // namespace

std::string fault_of(const process::usage& ended) {
    if (ended.timed_out) return "killed at its time limit";
    if (ended.exit_code == 0) return {};
    const std::string_view words = ended.err;
    return fmt::format("exit code {}: {}", ended.exit_code, words.substr(0, words.find('\n')));
}

std::string fault_of(const goal& found, const goal& wanted) {
    if (found == wanted) return {};
    return fmt::format("{} files with {} bytes instead of {} with {}", found.files, found.bytes, wanted.files,
                       wanted.bytes);
}

void take_turns(std::span<const contender> contenders, const effort& how,
                const std::filesystem::path& scratch,
                const std::function<void(const turn&, const std::filesystem::path& folder)>& see) {
    const auto folder = scratch / "files";
    turn now;
    for (const auto& block : interleaved(contenders.size(), how.runs + 1, how.seed)) {
        for (const std::size_t index : block) {
            const auto& next = contenders[index];
            if (now.block == 0 ? !next.warms_up : now.block > next.most_runs) continue;
            if (!how.go_on()) throw interrupted();
            std::filesystem::create_directories(folder);
            now.program = index;
            now.used = process::run(next.start(folder));
            now.found = found_in(folder);
            see(now, folder);
            std::filesystem::remove_all(folder);
            ++now.position;
        }
        if (now.block > 0 && how.enough()) return;
        ++now.block;
    }
}

} // namespace flags::compare
