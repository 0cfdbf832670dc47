// What --help shows, at any width.
#include "cli/command_line.hpp"
#include "cli/options/commands.hpp"
#include "cli/options/help.hpp"

#include <CLI/App.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace flags::cli;

namespace {

const auto helped = every_command();

std::string help_on(const command_description& command, std::size_t width) {
    CLI::App app;
    static_cast<void>(command.declare(app));
    return command_help(command, app, width);
}

std::string help_for(std::vector<const char*> words) {
    words.insert(words.begin(), "flags");
    return std::get<information>(parse_command_line(static_cast<int>(words.size()), words.data())).text;
}

std::vector<std::string> lines_of(const std::string& help) {
    std::vector<std::string> lines;
    std::istringstream stream(help);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::size_t longest_line(const std::string& help) {
    return std::ranges::max(lines_of(help), {}, &std::string::size).size();
}

void check_words(const std::string& help, const std::vector<std::string_view>& words) {
    for (const auto word : words) {
        CAPTURE(word);
        CHECK(help.contains(word));
    }
}

} // namespace

TEST_CASE("the program's help is 25 lines with examples and each command on a line of its own") {
    const auto lines = lines_of(program_help(helped, 80));
    CHECK(lines.size() <= 25);
    const auto begins = [&lines](std::string_view word) {
        return std::ranges::count_if(
            lines, [&](const auto& line) { return line.starts_with("  " + std::string(word) + " "); });
    };
    for (const auto* const each : helped)
        CHECK(begins(each->name) == 1);
    CHECK(std::ranges::count_if(lines, [](const auto& line) { return line.starts_with("  flags"); }) == 5);
    CHECK(longest_line(program_help(helped, 80)) <= 80);
}

TEST_CASE("help is broken between words at the width of the terminal") {
    for (const auto* const each : helped)
        for (const std::size_t width : {60U, 80U, 200U}) {
            CAPTURE(each->name);
            CAPTURE(width);
            const auto help = help_on(*each, width);
            // A line of one word, for example an option's name, cannot be broken.
            for (const auto& line : lines_of(help))
                CHECK((line.size() <= width || line.find(' ', line.find_first_not_of(' ')) > width ||
                       line.starts_with("  flags ")));
        }
    CHECK(longest_line(help_on(get_command, 200)) > 150);
    CHECK(longest_line(help_on(get_command, 80)) <= 80);
}

TEST_CASE("a command's help has groups, defaults in one notation, and ends with examples and exit codes") {
    const auto help = help_on(get_command, 80);
    std::size_t at = 0;
    for (const auto* const heading : {"\nWhat to fetch:\n", "\nNetwork:\n", "\nSaving:\n", "\nOutput:\n",
                                      "\nSafety:\n", "\nExamples:\n", "\nExit codes:\n"}) {
        CAPTURE(heading);
        const auto found = help.find(heading);
        REQUIRE(found != std::string::npos);
        CHECK(found > at);
        at = found;
    }
    const auto wide = help_on(get_command, 1000);
    check_words(wide, {"[default: auto]\n", "[default: 6.1s]\n", "[default: 16M]\n", "[default: 2]\n",
                       "[default: flags_out]\n", "[default: LOCAL]\n", "[default: no limit]\n"});
    CHECK(help.ends_with("  130  interrupted\n"));
}

TEST_CASE("help names every option, for the program, for a command, and as a command") {
    const std::vector<std::string_view> of_get = {"-s,--server",      "--ext",
                                                  "--mode",           "--sequential",
                                                  "-m,--max-req",     "-o,--output-dir",
                                                  "--fsync",          "--timeout",
                                                  "--max-time",       "--deadline",
                                                  "--max-size",       "--cacert",
                                                  "-k,--insecure",    "--http2",
                                                  "--json",           "-v,--verbose",
                                                  "Exit codes:",      "130",
                                                  "-a,--all",         "-e,--every",
                                                  "-l,--limit",       "--retries",
                                                  "--max-retry-wait", "--seed",
                                                  "--no-progress",    "--names",
                                                  "--name-template",  "--dry-run",
                                                  "--journal",        "--resume",
                                                  "-q,--quiet",       "--path-memory",
                                                  "--no-path-memory", "-h,--help"};
    check_words(help_for({"get", "--help"}), of_get);
    CHECK(help_for({"help", "get"}) == help_for({"get", "-h"}));
    CHECK(help_for({"CN", "--timeout", "soon", "--help"}) == help_for({"get", "--help"}));
    check_words(help_for({"serve", "--help"}),
                {"--port", "--bind", "--dir", "--delay", "--error-rate", "--seed", "-v,--verbose"});
    check_words(help_for({"paths", "--help"}), {"ORIGIN", "--clear", "--json", "--path-memory"});
    check_words(help_for({"retry", "--help"}),
                {"FILE", "-m,--max-req", "-o,--output-dir", "--retries", "--json"});
    CHECK_FALSE(help_for({"retry", "--help"}).contains("--server"));
    CHECK_FALSE(help_for({"serve", "--help"}).contains("--max-req"));
    for (const auto* const word : {"help", "-h", "--help"})
        CHECK(help_for({word}) == program_help(helped, 80));
}
