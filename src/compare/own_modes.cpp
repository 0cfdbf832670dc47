// The commands by which flags runs itself in each of its modes.
#include "base/this_system.hpp"
#include "compare/compare.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace flags::compare {

namespace {

struct own_mode {
    std::string name;
    std::string mode; ///< as --mode takes it
    concurrency manner;
    std::optional<at_once> number{};
    bool is_warm = false; ///< begins with what its runs before have learned of the path
};

std::vector<own_mode> own_modes(const settings& what) {
    std::vector<own_mode> modes{{"sequential", "sequential", concurrency::one_new_each},
                                {"sequential-keepalive", "sequential-keepalive", concurrency::one_kept}};
    const auto numbers =
        what.numbers.empty() ? std::vector{at_once{.most = what.max_requests}} : what.numbers;
    for (const auto& number : numbers)
        modes.push_back({numbers.size() == 1 ? "concurrent" : "concurrent-" + show(number), "concurrent",
                         concurrency::many, number});
    if (what.warm)
        modes.push_back({"concurrent-warm", "concurrent", concurrency::many,
                         at_once{.most = what.max_requests, .automatic = true}, true});
    return modes;
}

// Each run begins as the first one, but for a warm mode: what an earlier one learned of the path would be measured, too.
std::vector<std::string> requests_at_once(const at_once& number, bool is_warm) {
    const std::string most = std::to_string(number.most);
    if (!number.automatic) return {"-m", most};
    if (is_warm) return {"-m", "auto:" + most};
    return {"-m", "auto:" + most, "--no-path-memory"};
}

} // namespace

std::string show(const at_once& number) { return number.automatic ? "auto" : std::to_string(number.most); }

std::vector<program> modes_of_flags(const settings& what, const std::string& extension) {
    std::vector<program> modes;
    for (const auto& [name, mode_word, manner, number, is_warm] : own_modes(what)) {
        std::vector<std::string> words{"get"};
        for (const auto& file : what.files)
            words.push_back(file.code);
        // On a slow link that all connections share, one of them may get no byte for long.
        words.insert(words.end(), {"-s", what.server, "--ext", extension, "--mode", mode_word});
        std::ranges::copy(requests_at_once(number.value_or(at_once{.most = what.max_requests}), is_warm),
                          std::back_inserter(words));
        words.insert(words.end(), {"--timeout", "60", "--no-progress"});
        auto& mode = modes.emplace_back(program{.name = name,
                                                .version = what.version,
                                                .command = {"flags"},
                                                .is_flags = true,
                                                .manner = manner,
                                                .number = number});
        mode.command.insert(mode.command.end(), words.begin(), words.end());
        mode.start = [words, warm = is_warm, self = this_program()](const workload& work,
                                                                    const std::filesystem::path& folder) {
            process::command start{.argv = {self}, .time_limit = work.time_limit};
            start.argv.insert(start.argv.end(), words.begin(), words.end());
            if (!work.cacert.empty()) start.argv.insert(start.argv.end(), {"--cacert", work.cacert});
            if (warm)
                start.argv.insert(start.argv.end(), {"--path-memory", folder.parent_path() / "paths.json"});
            start.argv.insert(start.argv.end(), {"-o", folder, "--json", folder.string() + ".json"});
            return start;
        };
    }
    return modes;
}

} // namespace flags::compare
