// The script beside this file, and a Python that can run it.
#include "bench/aiohttp.hpp"

#include "process/child.hpp"

#include <spdlog/fmt/fmt.h>

#include <string>
#include <utility>

namespace flags::bench {
namespace {

process::command aiohttp(const std::string& python, const compare::workload& what,
                         const std::filesystem::path& folder) {
    const auto list = compare::write_list(what, folder, [](const compare::download& each) {
        return fmt::format("{} {}\n", each.url, each.file_name);
    });
    process::command start;
    start.argv = {python, FLAGS_BENCH_AIOHTTP_SCRIPT};
    if (!what.cacert.empty()) start.argv.insert(start.argv.end(), {"--cacert", what.cacert});
    start.argv.insert(start.argv.end(), {list, folder});
    start.time_limit = what.time_limit;
    return start;
}

// Debian's own Python first, because its packages are seen by no other.
std::pair<std::string, std::string> find_python_with_aiohttp() {
    for (const std::string python : {"/usr/bin/python3", "python3"}) {
        if (process::find_program(python).empty()) continue;
        const auto answer =
            process::run({.argv = {python, "-c",
                                   "import aiohttp, platform; print('aiohttp', aiohttp.__version__, 'on "
                                   "Python', platform.python_version())"}});
        if (answer.exit_code == 0) return {python, answer.out.substr(0, answer.out.find('\n'))};
    }
    return {};
}

} // namespace

std::vector<compare::program> find_peers() {
    auto all = compare::command_line_peers();
    const auto [python, version] = find_python_with_aiohttp();
    all.insert(all.begin() + 2,
               {.name = "aiohttp",
                .package = "python3-aiohttp",
                .version = version,
                .start = [python](const compare::workload& what, const std::filesystem::path& folder) {
                    return aiohttp(python, what, folder);
                }});
    return all;
}

} // namespace flags::bench
