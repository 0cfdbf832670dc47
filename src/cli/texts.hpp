// What a command's options look like on the command line, before they are options.
#pragma once

#include "cli/command_line.hpp"

#include <CLI/App.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flags::cli {

/// The book's cap; beyond it libcurl's lists cost more than they gain.
inline constexpr std::size_t most_requests = 1'000;

/// Texts as CLI11 collects them; they become options when the whole line is known. These say how to download.
struct transfer_texts {
    std::string mode = "concurrent";
    bool sequential = false;
    std::string max_requests = "32";
    std::string output_dir = "flags_out";
    bool fsync = false;
    std::string timeout = "6.1";
    std::optional<std::string> max_time;
    std::string max_size = "16M";
    std::string retries = "2";
    std::string max_retry_wait = "30";
    std::optional<std::string> ca_file;
    bool insecure = false;
    bool http2 = false;
    std::optional<std::string> json;
    bool no_progress = false;
    int verbosity = 0;
};

/// Which flags.
struct selection_texts {
    std::vector<std::string> words;
    bool all = false;
    bool every = false;
    std::optional<std::string> limit;
};

struct get_texts : selection_texts, transfer_texts {
    std::string server = "LOCAL";
    std::string seed = "0";
    std::optional<std::string> extension;
    std::optional<std::string> name_template;
    bool names = false;
    bool dry_run = false;
    std::optional<std::string> journal;
    std::optional<std::string> resume;
};

struct retry_texts : transfer_texts {
    std::string journal;
};

struct serve_texts {
    std::string port = "0";
    std::string bind = "127.0.0.1";
    std::optional<std::string> directory;
    std::string delay = "0";
    std::string error_rate = "0";
    std::string seed = "0";
    int verbosity = 0;
};

struct probe_texts {
    std::vector<std::string> names;
    std::optional<std::string> input;
    std::optional<std::string> tld;
    std::optional<std::string> max_length;
    std::optional<std::string> words;
    bool no_wildcard_check = false;
    bool columns = false;
    bool tsv = false;
    bool json = false;
    std::string resolver = "dns";
    std::vector<std::string> servers;
    std::string rate = "500";
    std::optional<std::string> max_requests;
    std::string timeout = "2";
    std::string tries = "3";
    int verbosity = 0;
};

/// What a network is like; a value that was not given is the profile's.
struct condition_texts {
    std::optional<std::string> profile;
    std::optional<std::string> rtt;
    std::optional<std::string> jitter;
    std::optional<std::string> down;
    std::optional<std::string> up;
    std::optional<std::string> queue;
    std::optional<std::string> loss;
    std::optional<std::string> bursts;
    std::string seed = "0";
};

/// And its server.
struct site_texts : condition_texts {
    std::optional<std::string> directory;
    std::string delay = "0";
    std::string error_rate = "0";
    bool tls = false;
};

struct lab_texts : site_texts {
    std::vector<std::string> command;
};

struct compare_texts : selection_texts, site_texts {
    std::optional<std::string> server;
    std::optional<std::string> extension;
    std::string max_requests = "32";
    std::optional<std::string> runs;
    std::optional<std::string> precision;
    bool peers = false;
    std::vector<std::string> own_peers;
    std::optional<std::string> json;
    std::optional<std::string> html;
    std::optional<std::string> har;
};

struct profiles_texts {
    bool json = false;
};

/// Adds the options of a command to its CLI11 app; `text` outlives it.
void describe(CLI::App& app, selection_texts& text);
void describe(CLI::App& app, transfer_texts& text);
void describe(CLI::App& app, get_texts& text);
void describe(CLI::App& app, retry_texts& text);
void describe(CLI::App& app, serve_texts& text);
void describe(CLI::App& app, probe_texts& text);
void describe(CLI::App& app, condition_texts& text);
void describe(CLI::App& app, site_texts& text);
void describe(CLI::App& app, lab_texts& text);
void describe(CLI::App& app, compare_texts& text);
void describe(CLI::App& app, profiles_texts& text);

/// Errors: usage_error with one sentence that names the option and a right value; storage_error when a selection
/// needs the names of countries and they are not installed.
[[nodiscard]] std::vector<catalog::country_code> codes_from(const selection_texts& text);
/// Refuses what is no base URL and no template, before anything starts.
void check_server(const std::string& text);
/// --ext, or what is usual.
[[nodiscard]] std::string extension_from(const std::optional<std::string>& text, std::string_view usual);
void apply(const transfer_texts& text, get_options& options);
[[nodiscard]] get_options options_from(const get_texts& text);
[[nodiscard]] get_options options_from(const retry_texts& text);
/// What the options are called that say how an embedded server behaves.
struct origin_names {
    std::string_view directory;
    std::string_view delay;
    std::string_view error_rate;
};
void apply_origin(const origin_names& names, const std::optional<std::string>& directory,
                  const std::string& delay, const std::string& error_rate, const std::string& seed,
                  origin::options& options);
[[nodiscard]] serve_options options_from(const serve_texts& text);
[[nodiscard]] probe_options options_from(const probe_texts& text);
[[nodiscard]] netlab::conditions conditions_from(const condition_texts& text);
[[nodiscard]] compare::lab_setup setup_from(const site_texts& text);
[[nodiscard]] lab_options options_from(const lab_texts& text);
[[nodiscard]] compare_options options_from(const compare_texts& text);
[[nodiscard]] profiles_options options_from(const profiles_texts& text);

} // namespace flags::cli
