// How to download, where to and what is shown, whatever it is.
#include "cli/options/shared.hpp"

#include <flags/window/limits.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

namespace flags::cli {

namespace {

constexpr auto modes = std::to_array<std::pair<std::string_view, download_mode>>({
    {"concurrent", download_mode::concurrent},
    {"sequential", download_mode::sequential},
    {"sequential-keepalive", download_mode::sequential_keepalive},
});

download_mode read_mode(std::string_view option, std::string_view text) {
    const auto* const mode = std::ranges::find(modes, text, [](const auto& each) { return each.first; });
    if (mode == modes.end()) refuse(option, text, "give concurrent, sequential or sequential-keepalive");
    return mode->second;
}

void add_mode(option_group& group, download_mode& mode) {
    auto* const named =
        group
            .value("--mode", "MODE", mode, read_mode,
                   "concurrent: up to -m at once; sequential: in alphabetical order, one at a time, a new "
                   "connection for each; sequential-keepalive: the same over one connection")
            ->default_str(std::string(to_string(mode)));
    group.flag(
        "--sequential",
        [&mode, named] {
            if (named->count() > 0 && mode != download_mode::sequential)
                refuse("--mode", to_string(mode), "contradicts --sequential: give one of the two");
            mode = download_mode::sequential;
        },
        "Short for --mode sequential");
}

constexpr auto requests_words = "give a number from 1 to 1000, auto, or auto:N with the most for a server";

// The ceiling of "auto" or "auto:N"; nothing when it is another word.
std::optional<std::size_t> read_automatic(std::string_view option, std::string_view text) {
    constexpr std::string_view word = "auto";
    if (!text.starts_with(word)) return std::nullopt;
    if (text == word) return window::limits().per_origin;
    const auto most =
        text[word.size()] == ':' ? integer<std::size_t>(text.substr(word.size() + 1)) : std::nullopt;
    if (!most || *most < 1 || *most > most_requests) refuse(option, text, requests_words);
    return most;
}

std::vector<compare::at_once> read_numbers(std::string_view option, std::string_view text, bool knows_all) {
    std::vector<compare::at_once> numbers;
    for (const auto& word : words_of(text)) {
        if (knows_all && word == "all") {
            numbers.push_back({.most = most_requests});
            continue;
        }
        const auto most = read_automatic(option, word);
        const compare::at_once number{
            .most = most ? *most : whole_number<std::size_t>(1, most_requests, requests_words)(option, word),
            .automatic = most.has_value()};
        const auto is_same = [&](const auto& each) { return show(each) == show(number); };
        if (std::ranges::any_of(numbers, is_same)) refuse(option, text, "give each number once");
        numbers.push_back(number);
    }
    return numbers;
}

std::filesystem::path read_folder(std::string_view option, std::string_view text) {
    if (text.empty()) refuse(option, text, "give a folder, for example flags_out");
    return text;
}

std::filesystem::path read_path_memory(std::string_view option, std::string_view text) {
    const std::filesystem::path file = text;
    if (!file.has_filename() || is_folder(file)) refuse(option, text, "give a file, for example paths.json");
    return file;
}

std::filesystem::path read_pem_file(std::string_view option, std::string_view text) {
    return read_input_file(option, text, "a PEM file, for example /etc/ssl/certs/ca-certificates.crt");
}

} // namespace

std::string_view to_string(download_mode mode) noexcept {
    return std::ranges::find(modes, mode, [](const auto& each) { return each.second; })->first;
}

CLI::Option* add_numbers(option_group& group, std::vector<compare::at_once>& numbers, const std::string& help,
                         bool knows_all) {
    const auto read = [knows_all](auto option, auto text) { return read_numbers(option, text, knows_all); };
    return group.value("-m,--max-req", "N,...", numbers, read, help);
}

void add_max_requests(option_group& group, std::size_t& requests, bool& automatic, const std::string& help) {
    group
        .value(
            "-m,--max-req", "N", requests,
            [&automatic](std::string_view option, std::string_view text) {
                const auto most = read_automatic(option, text);
                automatic = most.has_value();
                return most ? *most
                            : whole_number<std::size_t>(1, most_requests, requests_words)(option, text);
            },
            help)
        ->default_str("auto");
}

CLI::Option* add_path_memory(option_group& group, std::optional<std::filesystem::path>& file) {
    return group
        .value("--path-memory", "FILE", file, read_path_memory,
               "Where -m auto keeps what it has learned of networks and servers, to begin with it next time")
        ->default_str("~/.cache/flags/paths.json, in the lab none");
}

void add_transfer(CLI::App& app, get_options& options) {
    option_group network(app, over_the_network);
    add_mode(network, options.mode);
    add_max_requests(
        network, options.max_requests, options.automatic,
        "Requests in flight. auto: as many as the network can carry, found out while downloading, "
        "at most 64 for each server and 256 in all, or N for each with auto:N. 1 to 1000: always so "
        "many. Lowered with a note when RLIMIT_NOFILE is too small");
    auto* const memory = add_path_memory(network, options.path_memory);
    network
        .flag(
            "--no-path-memory", [&options] { options.remembers_paths = false; },
            "Neither read nor write that file")
        ->excludes(memory);
    network.value("--timeout", "TIME", options.client.stall_timeout, read_time,
                  "Longest time without progress while connecting, waiting or reading");
    network
        .value("--max-time", "TIME", options.client.max_time, read_time, "Longest time for one whole request")
        ->default_str("no limit");
    network
        .value("--deadline", "TIME", options.deadline, read_time,
               "Longest time for the whole run: what is unfinished then has failed")
        ->default_str("no limit");
    network.value("--retries", "N", options.retries.retries, whole_number(0, 100),
                  "Retries after a transient failure");
    network.value("--max-retry-wait", "TIME", options.retries.max_wait, read_time,
                  "Longest wait before a retry, whatever a server asks for");
    network.flag("--http2", options.client.http2,
                 "Offer HTTP/2 on https: one connection for all. Faster on slow links that are near (5 "
                 "Mbit/s, 30 ms), slower "
                 "on fast, far or lossy ones");

    option_group files(app, saving);
    files.value("-o,--output-dir", "DIR", options.output_dir, read_folder,
                "Folder for the flags; it is created if it does not exist");
    files.flag("--fsync", options.fsync, "Flush each file to the disk before its code is printed");

    option_group shown(app, output);
    shown.value("--json", "FILE", options.json, read_output_file,
                "Write a report with one record for each flag; - is standard output, and codes then go to "
                "standard error");
    shown.flag(
        "--no-progress", [&options] { options.progress = false; },
        "No progress on standard error: neither the line on a terminal (without colour if NO_COLOR is set) "
        "nor one every 5 seconds elsewhere");
    add_verbosity(shown, options.verbosity,
                  "Report on standard error, in place of the progress: the server, each flag as it ends, and "
                  "the totals; -vv: more",
                  "Print failures only: no codes, no progress, no notes");

    option_group safe(app, safety);
    safe.value("--max-size", "SIZE", options.client.max_body_bytes, read_size,
               "Largest body in bytes; the suffixes k, M and G are powers of 1024")
        ->default_str(std::to_string(options.client.max_body_bytes >> 20U) + "M");
    auto* const bundle = safe.value("--cacert", "FILE", options.client.ca_file, read_pem_file,
                                    "PEM file of the certificate authorities to trust")
                             ->default_str("CURL_CA_BUNDLE or SSL_CERT_FILE, as curl, or else the system's");
    safe.value(
            "--capath", "FOLDER", options.client.ca_folder,
            [](std::string_view, std::string_view text) { return std::filesystem::path(text); },
            "Folder of such authorities, named by their hashes (openssl-rehash(1))")
        ->excludes(bundle);
    safe.flag("-k,--insecure", options.client.insecure,
              "Do not verify certificates: anybody may be the server");
}

void trust_as_curl(http::client_options& client) {
    for (const char* const name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
        const char* const file = std::getenv(name); // NOLINT(concurrency-mt-unsafe): no thread yet
        if (!client.ca_file && !client.ca_folder && file != nullptr && *file != '\0')
            client.ca_file = read_pem_file(name, file);
    }
}

void add_verbosity(option_group& group, int& verbosity, const std::string& verbose,
                   const std::string& quiet) {
    auto* const more = group.counted("-v,--verbose", verbosity, verbose);
    group.flag("-q,--quiet", [&verbosity] { verbosity = -1; }, quiet)->excludes(more);
}

} // namespace flags::cli
