// The options of `flags bench`.
#include "cli/options/bench_networks.hpp"
#include "cli/options/commands.hpp"
#include "cli/options/shared.hpp"
#include "cli/replay_file.hpp"
#include "cli/report_file.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

namespace flags::cli {

namespace {

constexpr help_row bench_examples[] = {
    {.left = "flags bench", .right = "eight networks that people have, within 10 minutes"},
    {.left = "flags bench --profile mobile -m 4,auto", .right = "mobile networks only, 4 at once and auto"},
    {.left = "flags bench --time-limit 30m --json b.json", .right = "more runs, and all samples in a file"},
    {.left = "flags bench --resume b.json", .right = "go on after Ctrl-C, with the same other options"},
    {.left = "flags bench --show b.json --svg b.svg", .right = "the same again, as a picture"},
    {.left = "flags bench --show b.json --svg c.svg --svg-of 3g", .right = "the curve of one network"},
    {.left = "flags bench --vary rtt=20ms,50ms,100ms",
     .right = "one condition in steps; twice for two of them"},
    {.left = "flags bench --replay r.json --profile 3g", .right = "the site of get --json r.json, on 3G"},
    {.left = "flags bench --fail-if 'auto.efficiency<0.8'", .right = "exit code 5 when auto is below 80 %"},
};
constexpr help_row bench_exits[] = {
    {.left = "0", .right = "every cell was measured, and the lab was as it should be"},
    {.left = "1", .right = "some cell has no run that succeeded"},
    usage_exit,
    machine_exit,
    {.left = "4", .right = "INVALID: on some network nothing may be concluded"},
    {.left = "5", .right = "what --fail-if forbids is so"},
    interrupted_exit};

// What is not in its final form before all is known.
struct bench_words {
    bench_networks networks;
    std::optional<std::filesystem::path> replay;
    bench_options options;
};

// "10m" and "1h", too, which are long for read_time().
std::chrono::milliseconds read_duration(std::string_view option, std::string_view text) {
    const auto in_units = [&](std::chrono::milliseconds unit) {
        const auto number = integer<std::int64_t>(text.substr(0, text.size() - 1));
        if (!number || *number < 1 || *number > std::chrono::days(1) / unit)
            refuse(option, text, "give a time up to a day, for example 90s, 10m or 1h");
        return *number * unit;
    };
    if (text.ends_with('m')) return in_units(std::chrono::minutes(1));
    if (text.ends_with('h')) return in_units(std::chrono::hours(1));
    return read_time(option, text);
}

std::vector<std::string> read_modes(std::string_view option, std::string_view text) {
    const auto known = bench_options().modes;
    auto modes = words_of(text);
    for (const auto& each : modes)
        if (std::ranges::find(known, each) == known.end() || std::ranges::count(modes, each) > 1)
            refuse(option, text, "give sequential, sequential-keepalive and concurrent, or some of them");
    return modes;
}

compare::matrix_check read_check(std::string_view option, std::string_view text) {
    auto check = compare::parse_check(text);
    if (!check)
        refuse(
            option, text,
            "give [NETWORK:]VARIANT.FIGURE<NUMBER or >NUMBER with efficiency, median, dropped, failures or "
            "slowdown, for example 'auto.efficiency<0.8'");
    return *std::move(check);
}

// Of --show nothing is measured, so nothing can say how.
void refuse_measuring_again(const CLI::App& app) {
    const auto given = app.get_options([](const CLI::Option* each) {
        return each->count() > 0 && each->get_group() != output && each->get_group() != "Checks";
    });
    if (!given.empty())
        throw usage_error(given.front()->get_name() + ": --show measures nothing: leave " +
                          given.front()->get_name() + " or --show out");
}

auto readable_file(const char* what) {
    return [what](std::string_view option, std::string_view text) {
        return read_input_file(option, text, what);
    };
}

command finish_bench(bench_words& line, const CLI::App& app) {
    bench_options& options = line.options;
    if (options.show) refuse_measuring_again(app);
    if (options.resume && !options.json) options.json = options.resume;
    if (line.networks.axes.size() > 2)
        throw usage_error("--vary: give it once or twice: a matrix has two axes");
    if (line.networks.axes.size() == 2 && line.networks.axes[0].name == line.networks.axes[1].name)
        throw usage_error("--vary " + line.networks.axes[1].name + ": give each condition once");
    if (std::ranges::any_of(options.fail_if,
                            [](const auto& each) { return each.what == compare::metric::slowdown; }) &&
        !options.against)
        throw usage_error("--fail-if: slowdown needs an older matrix: give it with --against");
    if (line.replay) line.networks.replay = options.replay = read_replay(*line.replay);
    options.conditions = conditions_of(line.networks, options.seed);
    if (options.har.has_value() == options.cell.empty())
        throw usage_error("--har and --cell: give both: the file, and which cell, for example fast-4g:8");
    if (!options.svg && !options.svg_of.empty())
        throw usage_error("--svg-of: give --svg, too: the file for the picture");
    const std::array files{options.json, options.csv,  options.markdown,
                           options.svg,  options.html, options.har};
    if (std::ranges::count(files, std::optional<std::filesystem::path>("-")) > 1)
        throw usage_error(
            "--json, --csv, --markdown, --svg, --html and --har: only one of them can be -, standard output");
    return options;
}

void add_networks(CLI::App& app, bench_words& line) {
    option_group group(app, over_the_network);
    group
        .value(
            "--profile", "NAME,...", line.networks.profiles, read_profiles,
            "Networks by their names (flags profiles lists them) and groups of them: typical, mobile, home, "
            "satellite, all. Typical are 3g and slow-4g (a bad and a fair mobile network), fast-4g, dsl, "
            "cable, "
            "wifi-good, geo-sat and starlink: what people have, from the sources in that list")
        ->default_str(std::string(typical_networks));
    group
        .custom(
            "--vary", "NAME=V,...",
            [&line](auto option, auto text) { line.networks.axes.push_back(read_axis(option, text)); },
            "A condition in steps, once or twice: rtt, jitter, down, up, queue or loss as flags lab takes "
            "them, "
            "files, how many, or size, of each. It changes each network of --profile, or 100 ms of round "
            "trip")
        ->take_all();
    group.flag("--tls", line.networks.setup.tls, "The server speaks https, with a throw-away CA");
    group.value("--replay", "FILE", line.replay,
                readable_file("a file that flags get --json or --journal wrote"),
                "The lab's server stands for the site of that run: as many files, as large, each answered "
                "after the server's own "
                "time, over https where it was. The site is not asked");
}

void add_cells(CLI::App& app, bench_options& options) {
    option_group group(app, "Runs");
    options.numbers = {{.most = 1},
                       {.most = 2},
                       {.most = 4},
                       {.most = 8},
                       {.most = 16},
                       {.most = 32},
                       {.most = most_requests},
                       {.most = 64, .automatic = true}};
    add_numbers(group, options.numbers,
                "Requests in flight: numbers, all, auto. Numbers above that of the files are left out", true)
        ->default_str("1,2,4,8,16,32,all,auto");
    group
        .value("--modes", "MODE,...", options.modes, read_modes,
               "Which of sequential, sequential-keepalive and concurrent")
        ->default_str("all three");
    group.value("--runs", "N", options.runs, whole_number<std::size_t>(1, 1'000),
                "Runs of each cell that count, at most; fewer of long ones where the time is short");
    group.value(
        "--precision", "P", options.precision,
        [](auto option, auto text) {
            const double part = read_part(option, text);
            if (part <= 0) refuse(option, text, "give a part above 0, for example 2%");
            return part;
        },
        "On each network stop, after 5 runs, when each median is known within ±P");
    group.value("--time-limit", "TIME", options.time_limit, read_duration,
                "The time for everything; what does not fit is left out, the longest cells first");
    group.value("--seed", "N", options.seed, read_seed, "What turns, loss and jitter are drawn from");
    group.flag("--peers", options.peers, "Also curl -Z, aria2c and wget2, those that are installed");
}

void add_bench_output(CLI::App& app, bench_options& options) {
    constexpr auto written = "a file that flags bench --json wrote";
    option_group group(app, output);
    group.value("--json", "FILE", options.json, read_output_file,
                "Write every sample, again after each network. - is standard output, as for the others");
    auto* const show = group.value("--show", "FILE", options.show, readable_file(written),
                                   "Show the matrix in FILE, and measure nothing");
    option_group runs(app, "Runs");
    runs.value("--resume", "FILE", options.resume, readable_file(written),
               "Measure only what FILE lacks or calls INVALID, and add it there; the other options as before")
        ->excludes(show);
    group.value("--csv", "FILE", options.csv, read_output_file, "Write a line for each run");
    group.value("--markdown", "FILE", options.markdown, read_output_file, "Write the heat map as a table");
    group.value("--svg", "FILE", options.svg, read_output_file,
                "Write a picture: the heat map, or what --svg-of says");
    group.value(
        "--svg-of", "NETWORK[:VARIANT]", options.svg_of, [](auto, auto text) { return std::string(text); },
        "A network (fast-4g) for its curve of time by requests at once, a cell (fast-4g:8) for its requests");
    group.value("--html", "FILE", options.html, read_output_file,
                "Write a page with the heat map, a curve for each network and the requests of each cell, in "
                "one file");
    group.value("--har", "FILE", options.har, read_output_file,
                "Write an HTTP archive of the requests of --cell, of its median run");
    group.value(
        "--cell", "NETWORK:VARIANT", options.cell, [](auto, auto text) { return std::string(text); },
        "Which one: fast-4g:8, 3g:auto, dsl:sequential");
    option_group checks(app, "Checks");
    checks.value("--against", "FILE", options.against, readable_file(written),
                 "Also say which cells are slower or faster than in FILE, with 95 % confidence");
    checks
        .custom(
            "--fail-if", "CHECK",
            [&options](auto option, auto text) { options.fail_if.push_back(read_check(option, text)); },
            "Exit code 5 when it is so in a valid cell: 'auto.efficiency<0.8', '3g:8.median>2' (s), dropped, "
            "failures, or "
            "with --against slowdown, which is the lower end of its interval")
        ->take_all();
}

std::function<command()> declare_bench(CLI::App& app) {
    const auto line = std::make_shared<bench_words>();
    option_group what(app, what_to_fetch);
    add_selection(what, line->networks.wanted);
    add_networks(app, *line);
    add_cells(app, line->options);
    add_bench_output(app, line->options);
    return [line, &app] { return finish_bench(*line, app); };
}

} // namespace

const command_description bench_command = {.name = "bench",
                                           .summary =
                                               "Find how many requests at once are best, on many networks",
                                           .usage = "[CC...]",
                                           .examples = bench_examples,
                                           .exit_codes = bench_exits,
                                           .declare = declare_bench};

} // namespace flags::cli
