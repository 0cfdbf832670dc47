// The options of `flags compare`.
#include "cli/options/commands.hpp"
#include "cli/options/shared.hpp"
#include "cli/report_file.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

namespace flags::cli {

namespace {

constexpr std::size_t precise_runs = 50; // at most, when they end with their precision

constexpr help_row compare_examples[] = {
    {.left = "flags compare", .right = "20 flags from 100 ms away"},
    {.left = "flags compare --profile fast-4g", .right = "20 flags on a mobile network"},
    {.left = "flags compare CN BR --rtt 100ms --tls --peers",
     .right = "curl, aria2c and wget2, too, over TLS"},
    {.left = "flags compare --rtt 20ms --html c.html --json c.json",
     .right = "a page with charts, and all figures"},
    {.left = "flags compare --show c.json --html c.html",
     .right = "the same again, as a page, without measuring"},
    {.left = "flags compare --peer 'wget=wget -q -P {dir} {urls}'", .right = "a program of yours"},
    {.left = "flags compare -s http://127.0.0.1:8000/flags", .right = "a real server, without a limit"},
};
constexpr help_row compare_exits[] = {
    {.left = "0", .right = "every variant was measured, and the lab was as it should be"},
    {.left = "1", .right = "some variant has no run that succeeded"},
    usage_exit,
    machine_exit,
    {.left = "4", .right = "INVALID: nothing may be concluded, because the lab was not as it should be"},
    interrupted_exit};

compare::program read_peer(std::string_view option, std::string_view text) {
    const auto equals = text.find('=');
    const std::string name(text.substr(0, equals));
    const std::string command(equals == std::string_view::npos ? "" : text.substr(equals + 1));
    const bool printable =
        std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (name.empty() || name.size() > 60 || !printable || !command.contains("{dir}") ||
        !(command.contains("{urls}") || command.contains("{list}")))
        refuse(option, text,
               "give NAME=COMMAND with {dir} and {urls} or {list} in it, for example 'wget=wget -q -P {dir} "
               "{urls}'");
    return compare::shell_peer(name, command);
}

double read_precision(std::string_view option, std::string_view text) {
    const double part = read_part(option, text);
    if (part <= 0) refuse(option, text, "give a part above 0, for example 2%");
    return part;
}

// What is not in its final form before all is known.
struct compare_line {
    catalog::selection wanted;
    std::optional<std::string> server;
    std::optional<std::string> extension;
    std::optional<std::size_t> runs;
    compare::lab_setup setup;
    compare_options options;
};

void choose_network(compare_line& line, const lab_groups& lab) {
    using namespace std::chrono_literals;
    compare_options& options = line.options;
    options.extension = line.extension.value_or(line.server ? "gif" : "png");
    const auto* const network = lab.network.first_given();
    if (!line.server) {
        line.setup.path.seed = line.setup.origin.seed = options.seed;
        options.lab = line.setup;
        if (network == nullptr) options.lab->path.rtt = 100ms; // on loopback there is nothing to compare
        return;
    }
    if (const auto* const given = network != nullptr ? network : lab.server.first_given())
        throw usage_error(given->get_name() + ": the lab's network leads to its own server only: leave " +
                          given->get_name() + " or --server out");
    options.server = real_server(*line.server);
}

// Nothing is measured then, so nothing can say how.
void refuse_measuring(const CLI::App& app) {
    const auto given = app.get_options(
        [](const CLI::Option* each) { return each->count() > 0 && each->get_group() != output; });
    if (!given.empty())
        throw usage_error(given.front()->get_name() + ": --show measures nothing: leave " +
                          given.front()->get_name() + " or --show out");
}

command finish(compare_line& line, const CLI::App& app, const lab_groups& lab) {
    compare_options& options = line.options;
    if (options.show) refuse_measuring(app);
    options.codes = codes_of(line.wanted);
    choose_network(line, lab);
    if (options.precision) options.runs = precise_runs;
    if (line.runs) options.runs = *line.runs;
    if (std::ranges::count(std::array{options.json, options.html, options.har},
                           std::optional<std::filesystem::path>("-")) > 1)
        throw usage_error("--json, --html and --har: only one of them can be -, standard output");
    return options;
}

void add_runs(CLI::App& app, compare_line& line) {
    option_group group(app, "Runs");
    add_numbers(group, line.options.numbers,
                "Requests in flight of the concurrent variants, auto, auto:N or 1 to 1000; one variant of "
                "flags for each "
                "of several: 1,4,16,auto. Other programs get the largest, with auto the most that it may be")
        ->default_str(compare::show(line.options.numbers.front()));
    group
        .value("--runs", "N", line.runs, whole_number<std::size_t>(1, 1'000),
               "Runs of each variant that count, 1 to 1000; one before them warms up")
        ->default_str(std::to_string(line.options.runs) + "; with --precision at most " +
                      std::to_string(precise_runs));
    group.value("--precision", "P", line.options.precision, read_precision,
                "Stop, after 5 runs, when each median is known within ±P with 95 % confidence");
    group.value("--seed", "N", line.options.seed, read_seed,
                "What turns, loss, jitter, and the server's delays and errors are drawn from");
    group.flag("--warm", line.options.warm,
               "Also concurrent-warm: -m auto with a memory of the path, which its warm-up fills");
    group.flag("--peers", line.options.peers, "Also curl -Z, aria2c and wget2, those that are installed");
    group
        .custom(
            "--peer", "NAME=COMMAND",
            [&line](auto option, auto text) { line.options.own_peers.push_back(read_peer(option, text)); },
            "Also COMMAND, run by sh: {urls} stands for all URLs, {list} for a file with one on each line, "
            "{dir} for the folder where the files must appear, each quoted for sh")
        ->take_all();
}

void add_output(CLI::App& app, compare_options& options) {
    option_group group(app, output);
    group.value(
        "--show", "FILE", options.show,
        [](auto option, auto text) {
            return is_standard_output(text) ? text
                                            : read_input_file(option, text, "a file that --json wrote");
        },
        "Show the comparison that --json wrote to FILE, and measure nothing; - is standard input");
    group.value("--json", "FILE", options.json, read_output_file,
                "Write everything: each run, each request of the median runs. - is standard output, and the "
                "table then goes to standard error");
    group.value("--html", "FILE", options.html, read_output_file,
                "Write a page with charts, in one file that needs no network");
    group.value("--har", "FILE", options.har, read_output_file,
                "Write the requests of the median runs as an HTTP archive (HAR 1.2)");
}

std::function<command()> declare_compare(CLI::App& app) {
    const auto line = std::make_shared<compare_line>();
    option_group what(app, what_to_fetch);
    add_selection(what, line->wanted);
    what.value(
        "-s,--server", "SERVER", line->server, read_text,
        "A real server, over the real network, instead of the lab: REMOTE, a base URL or a template, as "
        "get takes it. Be polite: each variant fetches each flag runs + 1 times");
    add_extension(what, line->extension, "png in the lab, else gif");
    const auto lab = add_lab(app, line->setup);
    add_runs(app, *line);
    add_output(app, line->options);
    return [line, &app, lab] { return finish(*line, app, lab); };
}

} // namespace

const command_description compare_command = {.name = "compare",
                                             .summary =
                                                 "Compare ways to download, other programs and the limit",
                                             .usage = "[CC...]",
                                             .examples = compare_examples,
                                             .exit_codes = compare_exits,
                                             .declare = declare_compare};

} // namespace flags::cli
