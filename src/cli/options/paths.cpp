// The options of `flags paths`.
#include "cli/options/commands.hpp"
#include "cli/options/shared.hpp"

#include <memory>

namespace flags::cli {

namespace {

constexpr help_row paths_examples[] = {
    {.left = "flags paths", .right = "a table"},
    {.left = "flags paths --clear https://example.org", .right = "as if it had never been visited"},
    {.left = "flags paths --json | jq '.paths[].origin'", .right = "for programs"},
};
constexpr help_row paths_exits[] = {
    {.left = "0", .right = "it was shown or forgotten"}, usage_exit, machine_exit};

std::function<command()> declare_paths(CLI::App& app) {
    const auto options = std::make_shared<paths_options>();
    option_group what(app, "What to show");
    what.words("ORIGIN", options->origins, "Servers, for example https://example.org; all by default");
    add_path_memory(what, options->file);
    auto* const clear = what.flag("--clear", options->clear, "Forget it");
    option_group(app, output)
        .flag("--json", options->json, "As JSON, as in the file: times in seconds, rates in bit/s")
        ->excludes(clear);
    return [options] { return command(*options); };
}

} // namespace

const command_description paths_command = {.name = "paths",
                                           .summary =
                                               "Show or forget what is remembered of networks and servers",
                                           .usage = "[ORIGIN...]",
                                           .examples = paths_examples,
                                           .exit_codes = paths_exits,
                                           .declare = declare_paths};

} // namespace flags::cli
