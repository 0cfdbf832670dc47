// The command and its options (CLI11).
#include "cli/command_line.hpp"

#include "cli/options/commands.hpp"
#include "cli/options/help.hpp"
#include "cli/options/suggestion.hpp"
#include "cli/terminal.hpp"

#include <flags/base/error.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace flags::cli {

namespace {

constexpr std::array all_commands = {&get_command,   &retry_command,   &serve_command, &probe_command,
                                     &lab_command,   &compare_command, &bench_command, &profiles_command,
                                     &paths_command, &doctor_command};

const command_description* find_command(std::string_view name) {
    const auto* const found = std::ranges::find(all_commands, name, &command_description::name);
    return found == all_commands.end() ? nullptr : *found;
}

std::size_t width_of_help() { return columns_of_terminal(STDOUT_FILENO); }

std::vector<std::string> names_of_commands() {
    std::vector<std::string> names = {"help", "version"};
    for (const auto* const each : all_commands)
        names.emplace_back(each->name);
    return names;
}

// A word that is meant as a command, and is none. Countries have two letters.
void refuse_command(const std::string& word) {
    if (word == "blogdom" || word == "domaincheck")
        throw usage_error(word + " is a program of the book: here it is flags probe --tld dev");
    const auto meant = did_you_mean(word, names_of_commands());
    if (word.size() > 2 && !word.starts_with('-') && !meant.empty())
        throw usage_error(word + " is not a command" + meant);
}

// The same option as it was given: "--json r.json".
std::string with_value(const CLI::Option& option) {
    const bool has_value = option.get_items_expected_max() > 0;
    return option.get_name() + (has_value ? " " + option.results().front() : "");
}

std::string contradiction_in(const CLI::App& app) {
    const auto given = app.get_options([](const CLI::Option* each) { return each->count() > 0; });
    for (const auto* const one : given)
        for (const auto* const other : one->get_excludes())
            if (other->count() > 0) {
                const bool says_more = one->get_items_expected_max() > 0;
                return with_value(says_more ? *one : *other) + ": contradicts " +
                       (says_more ? *other : *one).get_name() + ": give one of the two";
            }
    return {};
}

std::string see_help(const command_description& command) {
    return ": see flags " + std::string(command.name) + " --help";
}

std::string unknown_in(const CLI::App& app, const command_description& command) {
    std::vector<std::string> names;
    for (const auto* const each : app.get_options())
        for (const auto& name : each->get_lnames())
            names.push_back("--" + name);
    const auto words = app.remaining();
    const auto option = std::ranges::find_if(words, [](const auto& word) { return word.starts_with('-'); });
    const std::string& word = option == words.end() ? words.front() : *option;
    const bool is_option = option != words.end();
    const auto meant = is_option ? did_you_mean(word.substr(0, word.find('=')), names) : "";
    return word + " is not " + (is_option ? "an option of" : "expected by") + " flags " +
           std::string(command.name) + (meant.empty() ? see_help(command) : meant);
}

command parse_command(const command_description& command, std::vector<std::string> words) {
    CLI::App app(std::string(command.summary), "flags " + std::string(command.name));
    const auto finish = declare_options(command, app);
    std::ranges::reverse(words); // CLI11 takes them from the back
    try {
        app.parse(words);
    } catch (const CLI::CallForHelp&) {
        return information{command_help(command, app, width_of_help())};
    } catch (const CLI::ExcludesError&) {
        throw usage_error(contradiction_in(app));
    } catch (const CLI::ExtrasError&) {
        throw usage_error(unknown_in(app, command));
    } catch (const CLI::ParseError& e) {
        throw usage_error(e.what() + see_help(command));
    }
    return finish();
}

command help_on(const std::vector<std::string>& words) {
    if (words.empty()) return information{program_help(all_commands, width_of_help())};
    if (const auto* const known = find_command(words.front())) return parse_command(*known, {"--help"});
    refuse_command(words.front());
    throw usage_error(words.front() + " is not a command: see flags --help");
}

} // namespace

std::span<const command_description* const> every_command() { return all_commands; }

std::function<command()> declare_options(const command_description& described, CLI::App& app) {
    app.set_help_flag();
    auto finish = described.declare(app);
    // Read at once: nothing else on the line has to be right for it.
    app.add_flag_callback(
           "-h,--help", [] { throw CLI::CallForHelp(); }, "Show this help")
        ->trigger_on_parse()
        ->group("Help");
    return finish;
}

command parse_command_line(int argc, const char* const* argv) {
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    const std::string first = words.empty() ? "" : words.front();
    const std::vector<std::string> rest(words.begin() + (words.empty() ? 0 : 1), words.end());
    if (first == "help") return help_on(rest);
    if (first == "--help" || first == "-h") return help_on({});
    if (first == "version" || first == "--version" || first == "-V")
        return information{"flags " FLAGS_VERSION "\n"};
    if (const auto* const known = find_command(first)) return parse_command(*known, rest);
    refuse_command(first);
    // `get` is what is meant when no command is named: `flags CN -v` is `flags get CN -v`.
    return parse_command(get_command, std::move(words));
}

} // namespace flags::cli
