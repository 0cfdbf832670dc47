// The options of `flags compare`.
#include "cli/option_values.hpp"
#include "cli/texts.hpp"
#include "netlab/units.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/url_template.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

constexpr std::size_t usual_runs = 10;
constexpr std::size_t precise_runs = 50; // at most, when they end with their precision
constexpr std::size_t most_runs = 1'000;

compare::program peer_of(const std::string& text) {
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    const auto command = equals == std::string::npos ? std::string() : text.substr(equals + 1);
    const bool printable =
        std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (name.empty() || name.size() > 60 || !printable || !command.contains("{dir}") ||
        !(command.contains("{urls}") || command.contains("{list}")))
        refuse("--peer", text,
               "give NAME=COMMAND with {dir} and {urls} or {list} in it, for example 'wget=wget -q -P {dir} "
               "{urls}'");
    return compare::shell_peer(name, command);
}

std::optional<std::filesystem::path> file_of(std::string_view option, const std::optional<std::string>& text,
                                             std::string_view example) {
    if (!text) return std::nullopt;
    std::filesystem::path file = *text;
    if (!file.has_filename() || is_folder(*text))
        refuse(option, *text, "give a file, for example " + std::string(example));
    return file;
}

using option_said = std::pair<bool, std::string_view>;

// The first of these that was said, if one was.
std::string_view first_said(std::initializer_list<option_said> options) {
    const auto* const found = std::ranges::find(options, true, &option_said::first);
    return found == options.end() ? std::string_view() : found->second;
}

std::string_view said_of_network(const condition_texts& text) {
    return first_said({{text.profile.has_value(), "--profile"},
                       {text.rtt.has_value(), "--rtt"},
                       {text.jitter.has_value(), "--jitter"},
                       {text.down.has_value(), "--down"},
                       {text.up.has_value(), "--up"},
                       {text.queue.has_value(), "--queue"},
                       {text.loss.has_value(), "--loss"},
                       {text.bursts.has_value(), "--ge"}});
}

std::string_view said_of_server(const site_texts& text) {
    return first_said({{text.directory.has_value(), "--origin-dir"},
                       {text.delay != "0", "--origin-delay"},
                       {text.error_rate != "0", "--origin-error-rate"},
                       {text.tls, "--tls"}});
}

void choose_network(const compare_texts& text, compare_options& options) {
    using namespace std::chrono_literals;
    options.extension = extension_from(text.extension, text.server ? "gif" : "png");
    if (!text.server) {
        auto& setup = options.lab.emplace(setup_from(text));
        if (said_of_network(text).empty()) setup.path.rtt = 100ms; // on loopback there is nothing to compare
        return;
    }
    const auto condition = said_of_network(text).empty() ? said_of_server(text) : said_of_network(text);
    if (!condition.empty())
        throw usage_error(std::string(condition) +
                          ": the lab's network leads to its own server only: leave " +
                          std::string(condition) + " or --server out");
    options.server = lower(*text.server) == "remote" ? std::string(catalog::original_site) : *text.server;
    check_server(options.server);
}

} // namespace

void describe(CLI::App& app, compare_texts& text) {
    describe(app, static_cast<selection_texts&>(text));
    app.add_option(
           "-s,--server", text.server,
           "A real server, over the network that there is, instead of the lab: REMOTE, a base URL or a "
           "template, as get takes it. Be polite: each flag is fetched runs + 1 times by each variant")
        ->type_name("SERVER");
    app.add_option("--ext", text.extension, "Kind of image [png in the lab, else gif]")->type_name("EXT");
    app.add_option("-m,--max-req", text.max_requests,
                   "Requests in flight of the concurrent variants, 1 to 1000")
        ->type_name("N")
        ->capture_default_str();
    app.add_option(
           "--runs", text.runs,
           "Runs of each variant that count, 1 to 1000; one before them warms up [10; with --precision "
           "at most 50]")
        ->type_name("N");
    app.add_option("--precision", text.precision,
                   "Stop, after 5 runs, when each median is known to so much, more or less, with 95 % "
                   "confidence")
        ->type_name("P");
    app.add_flag("--peers", text.peers, "Also curl -Z, aria2c and wget2, those that are installed");
    app.add_option("--peer", text.own_peers,
                   "Also COMMAND, run by sh: {urls} stands for all URLs, {list} for a file with one on each "
                   "line, {dir} for the folder into which the files have to come")
        ->type_name("NAME=COMMAND")
        ->take_all();
    app.add_option("--json", text.json, "Write everything: each run, each request of the median runs")
        ->type_name("FILE");
    app.add_option("--html", text.html, "Write a page with charts, in one file that needs no network")
        ->type_name("FILE");
    app.add_option("--har", text.har, "Write the requests of the median runs as an HTTP archive (HAR 1.2)")
        ->type_name("FILE");
    describe(app, static_cast<site_texts&>(text));
}

compare_options options_from(const compare_texts& text) {
    compare_options options;
    options.codes = codes_from(text);
    choose_network(text, options);
    options.max_requests = integer_of<std::size_t>("--max-req", text.max_requests, 1, most_requests,
                                                   "give a number from 1 to 1000");
    options.seed = integer_of<std::uint64_t>("--seed", text.seed, 0, UINT64_MAX,
                                             "give a whole number of at most 64 bits");
    if (text.precision) {
        options.precision = netlab::parse_fraction(*text.precision);
        if (!options.precision || *options.precision <= 0)
            refuse("--precision", *text.precision, "give a part above 0, for example 2%");
    }
    options.runs = options.precision ? precise_runs : usual_runs;
    if (text.runs)
        options.runs =
            integer_of<std::size_t>("--runs", *text.runs, 1, most_runs, "give a number from 1 to 1000");
    options.peers = text.peers;
    for (const auto& each : text.own_peers)
        options.own_peers.push_back(peer_of(each));
    options.json = file_of("--json", text.json, "comparison.json");
    options.html = file_of("--html", text.html, "comparison.html");
    options.har = file_of("--har", text.har, "comparison.har");
    return options;
}

} // namespace flags::cli
