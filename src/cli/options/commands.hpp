// The commands: what each is called, how it is explained, and its options.
#pragma once

#include "cli/command_line.hpp"

#include <CLI/App.hpp>

#include <functional>
#include <span>
#include <string_view>

namespace flags::cli {

/// Two columns of a help.
struct help_row {
    std::string_view left;
    std::string_view right;
};

struct command_description {
    std::string_view name;
    std::string_view summary;
    std::string_view usage; ///< of its words, behind "flags NAME [OPTIONS] "
    std::span<const help_row> examples;
    std::span<const help_row> exit_codes;
    /// Adds its options to the app. What it returns makes the command of them, when the line has been read; it refuses with
    /// usage_error what the options together do not allow.
    std::function<command()> (*declare)(CLI::App& app);
};

extern const command_description get_command;
extern const command_description retry_command;
extern const command_description serve_command;
extern const command_description probe_command;
extern const command_description lab_command;
extern const command_description compare_command;
extern const command_description bench_command;
extern const command_description profiles_command;
extern const command_description paths_command;
extern const command_description doctor_command;

/// All of them, in the order of the help.
[[nodiscard]] std::span<const command_description* const> every_command();

/// Adds what a command declares, and -h, which throws CLI::CallForHelp at once.
[[nodiscard]] std::function<command()> declare_options(const command_description& described, CLI::App& app);

// What most commands end with.
inline constexpr help_row usage_exit = {.left = "2", .right = "the command line is wrong; nothing was done"};
inline constexpr help_row machine_exit = {.left = "3", .right = "the local disk or machine refused"};
inline constexpr help_row interrupted_exit = {.left = "130", .right = "interrupted"};

/// Of a command that downloads flags.
inline constexpr help_row download_exits[] = {
    {.left = "0", .right = "all flags are there"},
    {.left = "1", .right = "some are not: not found, failed, or left out of a list"},
    usage_exit,
    machine_exit,
    interrupted_exit};

} // namespace flags::cli
