// The commands by which flags runs itself in each of its modes.
#include "base/this_system.hpp"
#include "compare/compare.hpp"

#include <array>
#include <utility>

namespace flags::compare {

std::vector<program> modes_of_flags(const settings& what, const std::string& extension) {
    std::vector<program> modes;
    for (const auto& [name, manner] : {std::pair("sequential", concurrency::one_new_each),
                                       std::pair("sequential-keepalive", concurrency::one_kept),
                                       std::pair("concurrent", concurrency::many)}) {
        std::vector<std::string> words{"get"};
        for (const auto& file : what.files)
            words.push_back(file.code);
        // On a slow link that all connections share, one of them may get no byte for long.
        words.insert(words.end(), {"-s", what.server, "--ext", extension, "--mode", name, "-m",
                                   std::to_string(what.max_requests), "--timeout", "60", "--no-progress"});
        auto& mode = modes.emplace_back(program{
            .name = name, .version = what.version, .command = {"flags"}, .is_flags = true, .manner = manner});
        mode.command.insert(mode.command.end(), words.begin(), words.end());
        mode.start = [words, self = this_program()](const workload& work,
                                                    const std::filesystem::path& folder) {
            process::command start{.argv = {self}, .time_limit = work.time_limit};
            start.argv.insert(start.argv.end(), words.begin(), words.end());
            if (!work.cacert.empty()) start.argv.insert(start.argv.end(), {"--cacert", work.cacert});
            start.argv.insert(start.argv.end(), {"-o", folder, "--json", folder.string() + ".json"});
            return start;
        };
    }
    return modes;
}

} // namespace flags::compare
