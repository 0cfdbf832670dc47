// The options of `flags get` for files of any URLs.
#pragma once

#include "cli/command_line.hpp"

#include <CLI/App.hpp>

#include <optional>
#include <string>
#include <vector>

namespace flags::cli {

/// What was said of a list, before it is known whether there is one.
struct list_line {
    list_options options{};
    bool hosts_by_shard = false;
};

void add_list(CLI::App& app, list_line& line);

/// The list that a command asks for: an input, or URLs among `words`, which are taken out of them. Nothing when it asks
/// for flags of countries. `names` is the text of --name-template.
/// Errors: usage_error when options of the one stand beside the other.
[[nodiscard]] std::optional<list_options> list_in(const CLI::App& app, list_line& line,
                                                  std::vector<std::string>& words,
                                                  const std::optional<std::string>& names);

} // namespace flags::cli
