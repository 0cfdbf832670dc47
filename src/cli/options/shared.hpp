// Options that several commands share.
#pragma once

#include "cli/command_line.hpp"
#include "cli/options/option_group.hpp"

#include <flags/catalog/selection.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flags::cli {

// Headings.
inline constexpr const char* what_to_fetch = "What to fetch";
inline constexpr const char* over_the_network = "Network";
inline constexpr const char* saving = "Saving";
inline constexpr const char* output = "Output";
inline constexpr const char* safety = "Safety";

/// Which flags.
void add_selection(option_group& group, catalog::selection& wanted);
/// Errors: usage_error that names a wrong word; storage_error when the names of countries are needed and not installed.
[[nodiscard]] std::vector<catalog::country_code> codes_of(const catalog::selection& wanted);

/// --ext; `usual` says what is taken when it is not given.
void add_extension(option_group& group, std::optional<std::string>& extension, const std::string& usual);
/// A base URL or a template, or the original site's for REMOTE. Errors: usage_error.
[[nodiscard]] std::string real_server(const std::string& text);

inline constexpr std::size_t most_requests = 1'000;

/// Several numbers of requests at once: a list of numbers, auto and auto:N, each once; `all`, too, where that has a meaning, which
/// is then most_requests.
CLI::Option* add_numbers(option_group& group, std::vector<compare::at_once>& numbers, const std::string& help,
                         bool knows_all = false);

/// -m: a number, or "auto" with or without a ceiling. At most the book's cap, beyond which libcurl's lists cost more than
/// they gain.
void add_max_requests(option_group& group, std::size_t& requests, bool& automatic, const std::string& help);

/// --path-memory
CLI::Option* add_path_memory(option_group& group, std::optional<std::filesystem::path>& file);

/// How to download, where to and what is shown, whatever it is.
void add_transfer(CLI::App& app, get_options& options);

/// The authorities to trust when none were given: libcurl leaves the environment to its callers (CURLOPT_CAINFO(3)), and
/// the curl command reads these two variables, in this order, without --cacert and --capath (curl(1)).
/// Errors: usage_error for a file that cannot be read.
void trust_as_curl(http::client_options& client);

/// -v, which counts, and -q, which is -1.
void add_verbosity(option_group& group, int& verbosity, const std::string& verbose, const std::string& quiet);

/// What an embedded server serves, and how; `prefix` is "--" or "--origin-".
void add_origin(option_group& group, const std::string& prefix, origin::options& server);

/// Gives one condition of a path another value: rtt, jitter, down, up, queue or loss, as the option --NAME takes it.
/// Errors: usage_error, also for any other name.
void set_condition(std::string_view option, std::string_view name, std::string_view value,
                   netlab::conditions& path);

/// The groups of options that only the lab has.
struct lab_groups {
    option_group network;
    option_group server;
};

/// What the lab's network and its server are like, but for the seed.
[[nodiscard]] lab_groups add_lab(CLI::App& app, compare::lab_setup& setup);

} // namespace flags::cli
