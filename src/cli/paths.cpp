// A table for people or JSON for programs, or an empty memory.
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/options/suggestion.hpp"
#include "cli/path_names.hpp"
#include "cli/standard_output.hpp"
#include "cli/terminal.hpp"
#include "report/paths_text.hpp"

#include <flags/base/error.hpp>
#include <flags/fetch/path_file.hpp>

#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <chrono>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

std::vector<std::string> origins_in(const window::path_memory& memory) {
    std::vector<std::string> names;
    for (const auto& [key, known] : memory.paths())
        names.push_back(key.origin.substr(0, key.origin.find(window::by_proxy)));
    return names;
}

// The chosen ones, removed from `memory`.
window::path_memory taken_out(window::path_memory& memory, const std::vector<std::string>& origins) {
    window::path_memory rest = memory;
    for (const auto& origin : origins)
        if (rest.forget(origin_name(origin)) == 0)
            throw usage_error("nothing is remembered of " + origin_name(origin) +
                              did_you_mean(origin_name(origin), origins_in(memory)));
    window::path_memory chosen;
    for (const auto& [key, known] : memory.paths())
        if (origins.empty() || !rest.paths().contains(key)) chosen.put(key, known);
    memory = origins.empty() ? window::path_memory() : std::move(rest);
    return chosen;
}

std::string forgotten(std::size_t count) {
    return fmt::format("{} {} forgotten\n", count, count == 1 ? "path" : "paths");
}

} // namespace

int run(const paths_options& options) {
    const auto name = path_file(options.file);
    if (!name) throw storage_error(ENOENT, "nothing is remembered: " + name.error());
    fetch::path_file file(*name);
    const auto memory = file.read();
    if (!memory) throw storage_error(EEXIST, memory.error());
    window::path_memory rest = **memory;
    const auto chosen = taken_out(rest, options.origins);
    if (options.clear && !chosen.paths().empty())
        file.change(
            [&options](window::path_memory& now) { static_cast<void>(taken_out(now, options.origins)); });
    std::string text;
    if (options.clear)
        text = forgotten(chosen.paths().size());
    else if (options.json)
        text = window::to_json(chosen);
    else
        text =
            report::paths_table(chosen, std::chrono::system_clock::now(), columns_of_terminal(STDOUT_FILENO));
    standard_output().write(text);
    return all_ok;
}

} // namespace flags::cli
