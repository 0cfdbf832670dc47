// Which command, and what it is told (CLI11).
#include "cli/command_line.hpp"

#include "cli/texts.hpp"

#include <flags/base/error.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flags::cli {

namespace {

constexpr std::string_view epilogue = R"(
Standard output shows each code when its flag is on disk under its final name, then how many there are and how long they
took, or the plan of a --dry-run. Everything else goes to standard error.

Exit codes: 0 all flags are there, 1 some are not, 2 the command line is wrong, 3 the local disk or machine refused,
130 interrupted.

Examples:
  flags                                   20 flags from the embedded server, concurrently
  flags --sequential                      the same, one after another
  flags get CN FR -s REMOTE -o /tmp/out   two flags from the original site
  flags retry flags.jsonl                 what failed in the runs with --journal flags.jsonl
  flags serve --delay 0.5..5 &            a slow server to try against
  flags probe --tld dev                   which of Python's short keywords are taken below .dev
  flags lab --profile 3g -- sh            a shell on a slow network; $FLAGS_ORIGIN is a server on its other side
  flags compare --rtt 100ms --peers       how much it helps to fetch all at once, and how much is possible
)";

struct subcommand {
    std::string name;
    std::string what;
    std::function<void(CLI::App&)> describe;
    std::function<command()> options;
};

template <class Texts>
subcommand subcommand_of(const char* name, const char* what) {
    const auto texts = std::make_shared<Texts>();
    return {.name = name,
            .what = what,
            .describe = [texts](CLI::App& app) { describe(app, *texts); },
            .options = [texts]() -> command { return options_from(*texts); }};
}

std::vector<subcommand> subcommands() {
    return {
        subcommand_of<get_texts>("get", "Download flags (what is done when no command is named)"),
        subcommand_of<retry_texts>("retry", "Download what a journal says has failed"),
        subcommand_of<serve_texts>("serve", "Run the embedded flag server alone, until Ctrl-C"),
        subcommand_of<probe_texts>("probe", "Look up whether domain names are taken, all at once"),
        subcommand_of<lab_texts>(
            "lab", "Run a command beside the embedded server, on an emulated network between them"),
        subcommand_of<compare_texts>(
            "compare",
            "Time one after another against all at once, and other programs, beside what is possible"),
        subcommand_of<profiles_texts>("profiles", "List the networks that lab and compare know by name"),
    };
}

} // namespace

command parse_command_line(int argc, const char* const* argv) {
    const auto known = subcommands();
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    const auto is_first_word = [&](std::string_view word) {
        return word == "--help" || word == "-h" || word == "--version" ||
               std::ranges::find(known, word, &subcommand::name) != known.end();
    };
    // `get` is what is meant when no command is named: `flags CN -v` is `flags get CN -v`.
    if (words.empty() || !is_first_word(words.front())) words.insert(words.begin(), "get");
    const std::string first = words.front();

    CLI::App app(
        "flags downloads flag images, all at once or one after another, and never leaves a broken file.",
        "flags");
    app.set_version_flag("--version", "flags " FLAGS_VERSION);
    app.require_subcommand(1);
    // Options of other commands are not made: they would take half a millisecond of each run.
    for (const auto& each : known) {
        CLI::App& added = *app.add_subcommand(each.name, each.what);
        if (each.name == first || first.starts_with('-')) each.describe(added);
    }
    const auto* const meant = std::to_address(std::ranges::find(known, first, &subcommand::name));

    std::ranges::reverse(words); // CLI11 takes them from the back
    try {
        app.parse(words);
    } catch (const CLI::CallForVersion& e) {
        return information{std::string(e.what()) + "\n"};
    } catch (const CLI::CallForHelp&) {
        const std::string_view end = first == "get" ? epilogue : "";
        if (!first.starts_with('-'))
            return information{app.get_subcommand(first)->help("flags") + std::string(end)};
        std::string all = app.help() + "\n";
        for (const auto& each : known)
            all += app.get_subcommand(each.name)->help("flags");
        return information{all + std::string(epilogue)};
    } catch (const CLI::ParseError& e) {
        throw usage_error(std::string(e.what()) + ": see flags --help");
    }
    return meant->options();
}

} // namespace flags::cli
