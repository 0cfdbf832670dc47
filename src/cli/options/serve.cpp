// The options of `flags serve`.
#include "cli/options/commands.hpp"
#include "cli/options/shared.hpp"

#include <cstdint>
#include <memory>

namespace flags::cli {

namespace {

constexpr help_row serve_examples[] = {
    {.left = "flags serve --port 8000", .right = "http://127.0.0.1:8000/flags"},
    {.left = "flags serve --delay 0.5..5 --error-rate 25% --seed 7",
     .right = "a slow server, a quarter of its answers 418"},
};
constexpr help_row serve_exits[] = {{.left = "0", .right = "stopped by Ctrl-C or SIGTERM"},
                                    usage_exit,
                                    {.left = "3", .right = "the port is taken, or the flags are missing"}};

std::function<command()> declare_serve(CLI::App& app) {
    const auto options = std::make_shared<serve_options>();
    option_group network(app, over_the_network);
    network.value("--port", "N", options->origin.port, whole_number<std::uint16_t>(0, 65'535),
                  "TCP port; 0 takes a free one");
    network.value("--bind", "ADDRESS", options->origin.bind_address, read_text,
                  "Numeric address to listen on; 0.0.0.0 opens it to the network");
    option_group answers(app, "Answers");
    add_origin(answers, "--", options->origin);
    answers.value("--seed", "N", options->origin.seed, read_seed,
                  "What delays and errors are drawn from: the same seed gives each path the same delay and "
                  "error in every run");
    option_group(app, output)
        .counted("-v,--verbose", options->verbosity, "Say on standard error when the server stops");
    return [options] { return command(*options); };
}

} // namespace

const command_description serve_command = {.name = "serve",
                                           .summary = "Run the embedded flag server until Ctrl-C",
                                           .usage = "",
                                           .examples = serve_examples,
                                           .exit_codes = serve_exits,
                                           .declare = declare_serve};

} // namespace flags::cli
