// The options that say how to download, whatever it is.
#include "cli/option_values.hpp"
#include "cli/texts.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

constexpr auto modes = std::to_array<std::pair<std::string_view, download_mode>>({
    {"concurrent", download_mode::concurrent},
    {"sequential", download_mode::sequential},
    {"sequential-keepalive", download_mode::sequential_keepalive},
});

// Which CA file, if not the system's: libcurl leaves the environment to its callers (CURLOPT_CAINFO(3)), and the curl
// command reads these two, in this order, when it is not told otherwise (curl(1)).
std::optional<std::filesystem::path> trusted(const std::optional<std::string>& option) {
    const auto readable = [](std::string_view name, const std::string& file) {
        if (::access(file.c_str(), R_OK) != 0)
            refuse(name, file,
                   "cannot be read: give a PEM file, for example /etc/ssl/certs/ca-certificates.crt");
        return std::filesystem::path(file);
    };
    if (option) return readable("--cacert", *option);
    for (const char* const name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
        const char* const file = std::getenv(name); // NOLINT(concurrency-mt-unsafe): no thread yet
        if (file != nullptr && *file != '\0') return readable(name, file);
    }
    return std::nullopt;
}

} // namespace

std::string_view to_string(download_mode mode) noexcept {
    return std::ranges::find(modes, mode, [](const auto& each) { return each.second; })->first;
}

void describe(CLI::App& app, transfer_texts& text) {
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
                   "PEM file of the certificate authorities to trust [CURL_CA_BUNDLE or SSL_CERT_FILE, as "
                   "curl, or else the system's]")
        ->type_name("FILE");
    app.add_flag("-k,--insecure", text.insecure, "Do not verify certificates: anybody may be the server");
    app.add_flag("--http2", text.http2, "Offer HTTP/2 on https");
    app.add_option("--json", text.json, "Write a report with one record for each flag")->type_name("FILE");
    app.add_flag("--no-progress", text.no_progress,
                 "No progress on stderr: neither the line on a terminal (plain if NO_COLOR is set) nor one "
                 "every 5 seconds elsewhere");
    app.add_flag("-v,--verbose", text.verbosity,
                 "Report on stderr: what is asked for, each flag as it ends, and the sums, in place of the "
                 "progress; -vv: more");
}

void apply(const transfer_texts& text, get_options& options) {
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
    options.fsync = text.fsync;
    if (text.json) {
        options.json = *text.json;
        if (!options.json->has_filename() || is_folder(*text.json))
            refuse("--json", *text.json, "give a file, for example report.json");
    }
    options.client.stall_timeout = seconds_of("--timeout", text.timeout);
    if (text.max_time) options.client.max_time = seconds_of("--max-time", *text.max_time);
    options.client.max_body_bytes = size_of("--max-size", text.max_size);
    options.client.ca_file = trusted(text.ca_file);
    options.retries.retries = integer_of("--retries", text.retries, 0, 100, "give a number from 0 to 100");
    options.retries.max_wait = seconds_of("--max-retry-wait", text.max_retry_wait);
    options.client.insecure = text.insecure;
    options.client.http2 = text.http2;
    options.progress = !text.no_progress;
    options.verbosity = text.verbosity;
}

} // namespace flags::cli
