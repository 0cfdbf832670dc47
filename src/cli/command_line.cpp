// Which command, and what it is told (CLI11).
#include "cli/command_line.hpp"

#include "cli/texts.hpp"

#include <flags/base/error.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
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
)";

} // namespace

command parse_command_line(int argc, const char* const* argv) {
    // `get` is what is meant when no command is named: `flags CN -v` is `flags get CN -v`.
    constexpr std::array<std::string_view, 9> first_words = {"get",      "retry",  "serve", "probe",    "lab",
                                                             "profiles", "--help", "-h",    "--version"};
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (words.empty() || std::ranges::find(first_words, words.front()) == first_words.end())
        words.insert(words.begin(), "get");

    CLI::App app(
        "flags downloads flag images, all at once or one after another, and never leaves a broken file.",
        "flags");
    app.set_version_flag("--version", "flags " FLAGS_VERSION);
    app.require_subcommand(1);
    get_texts get;
    retry_texts retry;
    serve_texts serve;
    probe_texts probe;
    lab_texts lab;
    profiles_texts profiles;
    CLI::App& get_command =
        *app.add_subcommand("get", "Download flags (what is done when no command is named)");
    CLI::App& retry_command = *app.add_subcommand("retry", "Download what a journal says has failed");
    CLI::App& serve_command =
        *app.add_subcommand("serve", "Run the embedded flag server alone, until Ctrl-C");
    CLI::App& probe_command =
        *app.add_subcommand("probe", "Look up whether domain names are taken, all at once");
    CLI::App& lab_command = *app.add_subcommand(
        "lab", "Run a command beside the embedded server, on an emulated network between them");
    CLI::App& profiles_command = *app.add_subcommand("profiles", "List the networks that lab knows by name");
    describe(get_command, get);
    describe(retry_command, retry);
    describe(serve_command, serve);
    describe(probe_command, probe);
    describe(lab_command, lab);
    describe(profiles_command, profiles);

    std::ranges::reverse(words); // CLI11 takes them from the back
    try {
        app.parse(words);
    } catch (const CLI::CallForVersion& e) {
        return information{std::string(e.what()) + "\n"};
    } catch (const CLI::CallForHelp&) {
        if (get_command.parsed()) return information{get_command.help("flags") + std::string(epilogue)};
        if (retry_command.parsed()) return information{retry_command.help("flags")};
        if (serve_command.parsed()) return information{serve_command.help("flags")};
        if (probe_command.parsed()) return information{probe_command.help("flags")};
        if (lab_command.parsed()) return information{lab_command.help("flags")};
        if (profiles_command.parsed()) return information{profiles_command.help("flags")};
        return information{app.help() + "\n" + get_command.help("flags") + retry_command.help("flags") +
                           serve_command.help("flags") + probe_command.help("flags") +
                           lab_command.help("flags") + profiles_command.help("flags") +
                           std::string(epilogue)};
    } catch (const CLI::ParseError& e) {
        throw usage_error(std::string(e.what()) + ": see flags --help");
    }
    if (retry_command.parsed()) return options_from(retry);
    if (serve_command.parsed()) return options_from(serve);
    if (probe_command.parsed()) return options_from(probe);
    if (lab_command.parsed()) return options_from(lab);
    if (profiles_command.parsed()) return options_from(profiles);
    return options_from(get);
}

} // namespace flags::cli
