// Manual pages: what the command line declares, and prose.
#pragma once

#include "cli/options/commands.hpp"

#include <CLI/App.hpp>

#include <string>
#include <string_view>

namespace flags::manual {

/// What stands at the head and foot of each page.
struct edition {
    std::string version;
    std::string date; ///< "2026-11-24"
};

/// The prose of a page, in man(7). What is before its first section is the description; its sections come behind the options.
struct prose {
    std::string_view description;
    std::string_view sections;
};

[[nodiscard]] prose prose_in(std::string_view text);

/// flags(1)
[[nodiscard]] std::string program_page(const prose& words, const edition& of);

/// flags-NAME(1), of an app with the command's options.
[[nodiscard]] std::string command_page(const cli::command_description& command, const CLI::App& app,
                                       const prose& words, const edition& of);

} // namespace flags::manual
