// The options of `flags get`. What CLI11 cannot check by itself is checked here, so that a command is right or refused
// before anything is done.
#include "cli/option_values.hpp"
#include "cli/texts.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/countries.hpp>
#include <flags/catalog/selection.hpp>
#include <flags/catalog/server.hpp>
#include <flags/fetch/content.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

// The book's cap; beyond it libcurl's lists cost more than they gain.
constexpr std::size_t most_requests = 1'000;

constexpr auto modes = std::to_array<std::pair<std::string_view, download_mode>>({
    {"concurrent", download_mode::concurrent},
    {"sequential", download_mode::sequential},
    {"sequential-keepalive", download_mode::sequential_keepalive},
});

std::vector<catalog::country_code> codes_of(const get_texts& text) {
    if (text.all && text.every) refuse("--all", "", "contradicts --every: give one of the two");
    if ((text.all || text.every) && !text.words.empty())
        refuse(text.all ? "--all" : "--every", text.words.front(), "takes no codes beside it");
    catalog::selection wanted{.words = text.words, .all = text.all, .every = text.every};
    if (text.limit)
        wanted.limit = integer_of<std::size_t>("--limit", *text.limit, 1, 676, "give a number from 1 to 676");
    return catalog::select(wanted, [] { return catalog::countries().codes(); });
}

// Refuses what is wrong before anything starts.
void check_server(const std::string& text) {
    try {
        static_cast<void>(catalog::server::parse(text));
    } catch (const usage_error& e) {
        throw usage_error(std::string("--server: ") + e.what());
    }
}

void choose_server(const get_texts& text, get_options& options) {
    using namespace std::chrono_literals;
    const std::string label = lower(text.server);
    const auto seed = integer_of<std::uint64_t>("--seed", text.seed, 0, UINT64_MAX,
                                                "give a whole number of at most 64 bits");
    options.server = text.server;
    if (label == "local" || label == "delay" || label == "error") {
        options.server = label == "local" ? "LOCAL" : label == "delay" ? "DELAY" : "ERROR";
        origin::options& server = options.embedded.emplace();
        server.seed = seed;
        if (label != "local") { // the book's slow_server.py
            server.min_delay = 500ms;
            server.max_delay = 5s;
        }
        if (label == "error") server.error_rate = 0.25;
        return;
    }
    if (label == "remote") options.server = catalog::original_site;
    check_server(options.server);
}

// After server and codes are known.
void choose_names(const get_texts& text, get_options& options) {
    if (text.names && text.name_template)
        refuse("--name-template", *text.name_template, "contradicts --names: give one of the two");
    const std::string option = text.names ? "--names" : "--name-template";
    try {
        if (text.names || text.name_template)
            options.names = catalog::name_template::parse(text.names ? "{country}" : *text.name_template);
        if (options.names.asks_for_country() && !options.embedded)
            static_cast<void>(catalog::server::parse(options.server)
                                  .metadata_url_for(options.codes.front(), options.extension));
    } catch (const usage_error& e) {
        throw usage_error(option + ": " + e.what());
    }
    if (options.codes.size() > 1 && !options.names.tells_flags_apart())
        refuse(option, *text.name_template, "gives all flags one name: use {cc}, {CC} or {country} in it");
}

void choose_journal(const get_texts& text, get_options& options) {
    if (text.resume) {
        options.resume = *text.resume;
        if (is_folder(*text.resume) || ::access(text.resume->c_str(), R_OK) != 0)
            refuse("--resume", *text.resume,
                   "cannot be read: give what --journal wrote, for example flags.jsonl");
    }
    const auto& file = text.journal ? text.journal : text.resume;
    if (!file) return;
    const char* const option = text.journal ? "--journal" : "--resume";
    options.journal = *file;
    if (!options.journal->has_filename() || is_folder(*file))
        refuse(option, *file, "give a file, for example flags.jsonl");
    if (text.dry_run) refuse(option, *file, "is for a run that downloads: leave it or --dry-run out");
}

} // namespace

std::string_view to_string(download_mode mode) noexcept {
    return std::ranges::find(modes, mode, [](const auto& each) { return each.second; })->first;
}

void describe(CLI::App& app, get_texts& text) {
    app.add_option("CC", text.words,
                   "Countries by their ISO 3166-1 codes, or one letter for all codes that begin with it; any "
                   "case; the 20 most populous without any");
    app.add_flag("-a,--all", text.all, "Every country of ISO 3166-1");
    app.add_flag("-e,--every", text.every, "AA to ZZ, also codes that no country has");
    app.add_option("-l,--limit", text.limit, "At most so many, the first by alphabet")->type_name("N");
    app.add_option(
           "-s,--server", text.server,
           "LOCAL: real flags from Debian's packages, served by this process on a free loopback port; "
           "DELAY: the same, 0.5 to 5 s late; ERROR: late, and a quarter of the answers are 418; "
           "REMOTE: the original site; or http[s]://host[:port]/path with flags at "
           "{base}/{cc}/{cc}.{ext}, or a URL template with {cc} or {CC}")
        ->type_name("SERVER")
        ->capture_default_str();
    app.add_option("--seed", text.seed, "What DELAY and ERROR draw from: the same seed gives the same fates")
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--ext", text.extension,
                   "Kind of image: gif, png, jpg, jpeg, webp or svg [png from the embedded server, else gif]")
        ->type_name("EXT");
    app.add_option("--mode", text.mode,
                   "concurrent: up to -m at once; sequential: in alphabetical order, one at a time, a new "
                   "connection for "
                   "each; sequential-keepalive: the same over one connection")
        ->type_name("MODE")
        ->capture_default_str();
    app.add_flag("--sequential", text.sequential, "Short for --mode sequential");
    app.add_option("-m,--max-req", text.max_requests,
                   "Requests in flight, 1 to 1000; lowered with a note when RLIMIT_NOFILE is too small")
        ->type_name("N")
        ->capture_default_str();
    app.add_option("-o,--output-dir", text.output_dir, "Folder for the flags, made if missing")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option(
           "--name-template", text.name_template,
           "Names of the files, without their extension: {cc}, {CC} and {country} stand for the code in "
           "lower "
           "and upper case and for the country's name, which takes a second request for each flag, to "
           "metadata.json in its folder [{CC}]")
        ->type_name("NAME");
    app.add_flag(
        "--names", text.names,
        "Short for --name-template '{country}': United_States.png; two countries of one name are told apart "
        "by their codes");
    app.add_flag(
        "--dry-run", text.dry_run,
        "Print what would be done, URL and file, and do nothing; the embedded server, which does not run "
        "then, shows as http://127.0.0.1:0/flags");
    app.add_flag("--fsync", text.fsync, "Flush each file to the disk before its code is printed");
    app.add_option("--timeout", text.timeout,
                   "Longest time in seconds without progress while connecting, waiting or reading")
        ->type_name("S")
        ->capture_default_str();
    app.add_option("--max-time", text.max_time, "Longest time in seconds for one whole request [no limit]")
        ->type_name("S");
    app.add_option("--max-size", text.max_size,
                   "Largest body in bytes; suffixes k, M and G are powers of 1024")
        ->type_name("SIZE")
        ->capture_default_str();
    app.add_option("--retries", text.retries,
                   "More requests after one that failed and may succeed later, 0 to 100")
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--max-retry-wait", text.max_retry_wait,
                   "Longest wait in seconds before a retry, whatever a server asks for")
        ->type_name("S")
        ->capture_default_str();
    app.add_option("--cacert", text.ca_file,
                   "PEM file of the certificate authorities to trust [the system's]")
        ->type_name("FILE");
    app.add_flag("-k,--insecure", text.insecure, "Do not verify certificates: anybody may be the server");
    app.add_flag("--http2", text.http2, "Offer HTTP/2 on https");
    app.add_option("--json", text.json, "Write a report with one record for each flag")->type_name("FILE");
    app.add_flag("--no-progress", text.no_progress,
                 "No progress on stderr: neither the line on a terminal (plain if NO_COLOR is set) nor one "
                 "every 5 seconds elsewhere");
    app.add_option(
           "--journal", text.journal,
           "Add a JSON line for each attempt. A flag that FILE knows, and that is still there byte for byte, "
           "is "
           "asked for only if it has changed (ETag, Last-Modified); its code is printed only if it has")
        ->type_name("FILE");
    app.add_option(
           "--resume", text.resume,
           "Go on where the run that wrote this journal ended: flags that it says are done, and that are "
           "still "
           "there byte for byte, are not asked for; adds to FILE, too, unless --journal names another")
        ->type_name("FILE");
    app.add_flag("-v,--verbose", text.verbosity,
                 "Report on stderr: what is asked for, each flag as it ends, and the sums, in place of the "
                 "progress; -vv: more");
}

get_options options_from(const get_texts& text) {
    get_options options;
    options.codes = codes_of(text);
    choose_server(text, options);
    const bool embedded = options.embedded.has_value();
    options.extension = lower(text.extension.value_or(embedded ? "png" : "gif"));
    if (!fetch::media_type_from_extension(options.extension) || options.extension.starts_with('.'))
        refuse("--ext", options.extension, "give gif, png, jpg, jpeg, webp or svg");

    const auto mode =
        std::ranges::find(modes, std::string_view(text.mode), [](const auto& each) { return each.first; });
    if (mode == modes.end())
        refuse("--mode", text.mode, "give concurrent, sequential or sequential-keepalive");
    options.mode = mode->second;
    if (text.sequential) {
        if (text.mode != "concurrent" && options.mode != download_mode::sequential)
            refuse("--mode", text.mode, "contradicts --sequential: give one of the two");
        options.mode = download_mode::sequential;
    }

    options.max_requests = integer_of<std::size_t>("--max-req", text.max_requests, 1, most_requests,
                                                   "give a number from 1 to 1000");
    if (text.output_dir.empty()) refuse("--output-dir", "", "give a folder, for example flags_out");
    options.output_dir = text.output_dir;
    choose_names(text, options);
    options.dry_run = text.dry_run;
    options.fsync = text.fsync;
    if (text.json) {
        if (text.dry_run) refuse("--json", *text.json, "is written after a run: leave it or --dry-run out");
        options.json = *text.json;
        if (!options.json->has_filename() || is_folder(*text.json))
            refuse("--json", *text.json, "give a file, for example report.json");
    }
    choose_journal(text, options);
    options.client.stall_timeout = seconds_of("--timeout", text.timeout);
    if (text.max_time) options.client.max_time = seconds_of("--max-time", *text.max_time);
    options.client.max_body_bytes = size_of("--max-size", text.max_size);
    if (text.ca_file) {
        if (::access(text.ca_file->c_str(), R_OK) != 0)
            refuse("--cacert", *text.ca_file,
                   "cannot be read: give a PEM file, for example /etc/ssl/certs/ca-certificates.crt");
        options.client.ca_file = *text.ca_file;
    }
    options.retries.retries = integer_of("--retries", text.retries, 0, 100, "give a number from 0 to 100");
    options.retries.max_wait = seconds_of("--max-retry-wait", text.max_retry_wait);
    options.client.insecure = text.insecure;
    options.client.http2 = text.http2;
    options.client.environment_proxy = !embedded; // a proxy cannot reach this process's own loopback server
    options.progress = !text.no_progress;
    options.verbosity = text.verbosity;
    return options;
}

} // namespace flags::cli
