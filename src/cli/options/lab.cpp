// The options of `flags lab` and `flags profiles`.
#include "cli/options/commands.hpp"
#include "cli/options/shared.hpp"

#include <flags/base/error.hpp>

#include <memory>

namespace flags::cli {

namespace {

constexpr help_row lab_examples[] = {
    {.left = "flags lab --profile 3g -- sh", .right = "a shell on a slow network"},
    {.left = "flags lab --rtt 100ms --loss 1% -- sh -c 'flags -s $FLAGS_ORIGIN --ext png'",
     .right = "flags, far away from its server"},
    {.left = "flags lab --tls --profile lte -- sh -c 'curl -O $FLAGS_ORIGIN/cn/cn.png'",
     .right = "any program, over TLS"},
};
constexpr help_row lab_exits[] = {
    {.left = "127", .right = "COMMAND was not found (126: it cannot be executed)"},
    usage_exit,
    machine_exit,
    {.left = "other", .right = "the exit code of COMMAND"}};

constexpr help_row profiles_examples[] = {
    {.left = "flags profiles", .right = "a table"},
    {.left = "flags profiles --json | jq '.[].name'", .right = "for programs"},
};
constexpr help_row profiles_exits[] = {
    {.left = "0", .right = "always, unless standard output fails"}, usage_exit, machine_exit};

std::function<command()> declare_lab(CLI::App& app) {
    const auto options = std::make_shared<lab_options>();
    const auto seed = std::make_shared<std::uint64_t>(0);
    option_group(app, "What to run")
        .words("COMMAND", options->command,
               "Program with its arguments, after --; FLAGS_ORIGIN is the server's base URL there");
    add_lab(app, options->setup)
        .network.value("--seed", "N", *seed, read_seed,
                       "What loss, jitter, and the server's delays and errors are drawn from");
    return [options, seed] {
        if (options->command.empty() || options->command.front().empty())
            throw usage_error(
                "lab without a command: say what to run, for example flags lab --profile 3g -- sh");
        options->setup.path.seed = options->setup.origin.seed = *seed;
        return command(*options);
    };
}

std::function<command()> declare_profiles(CLI::App& app) {
    const auto options = std::make_shared<profiles_options>();
    option_group(app, output)
        .flag("--json", options->json, "As JSON: times in milliseconds, rates in bit/s, source and date");
    return [options] { return command(*options); };
}

} // namespace

const command_description lab_command = {.name = "lab",
                                         .summary =
                                             "Run a command on an emulated network, with a flag server",
                                         .usage = "-- COMMAND...",
                                         .examples = lab_examples,
                                         .exit_codes = lab_exits,
                                         .declare = declare_lab};

const command_description profiles_command = {.name = "profiles",
                                              .summary =
                                                  "List the networks that lab and compare know by name",
                                              .usage = "",
                                              .examples = profiles_examples,
                                              .exit_codes = profiles_exits,
                                              .declare = declare_profiles};

} // namespace flags::cli
