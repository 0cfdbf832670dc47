// The helps: of the program, and of each command.
#pragma once

#include "cli/options/commands.hpp"

#include <CLI/App.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace flags::cli {

/// Of the program.
[[nodiscard]] std::span<const help_row> program_examples();

/// What the program is, examples and commands, for a terminal of this width; 25 lines with 80 columns.
[[nodiscard]] std::string program_help(std::span<const command_description* const> commands,
                                       std::size_t width);

/// The options of a command by group, with their defaults, then examples and exit codes. Lines are broken between words.
[[nodiscard]] std::string command_help(const command_description& command, const CLI::App& app,
                                       std::size_t width);

} // namespace flags::cli
