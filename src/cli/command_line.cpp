// The option tables (CLI11). What CLI11 cannot check by itself is checked here, so that a command is right or
// refused before anything is done.
#include "cli/command_line.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/pop20.hpp>
#include <flags/catalog/server.hpp>
#include <flags/fetch/content.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <iterator>
#include <string_view>
#include <unistd.h>

namespace flags::cli {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_requests =
    1'000; // the book's cap; beyond it libcurl's lists cost more than they gain
constexpr double longest_seconds = 86'400; // a day: anything longer is a slip of the finger

constexpr auto modes = std::to_array<std::pair<std::string_view, download_mode>>({
    {"concurrent", download_mode::concurrent},
    {"sequential", download_mode::sequential},
    {"sequential-keepalive", download_mode::sequential_keepalive},
});

[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view right) {
    const std::string shown(value.empty() ? "''" : value);
    throw usage_error(std::string(option) + " " + shown + ": " + std::string(right));
}

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

milliseconds seconds_of(std::string_view option, const std::string& text) {
    const auto value = number(text);
    if (!value || *value < 0.001 || *value > longest_seconds)
        refuse(option, text, "give seconds above 0, at most 86400, for example 6.1");
    return std::chrono::ceil<milliseconds>(std::chrono::duration<double>(*value));
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return text;
}

bool is_folder(const std::string& path) {
    std::error_code unreadable;
    return std::filesystem::is_directory(path, unreadable);
}

bool is_label(const std::string& server, std::string_view label) {
    return lower(server) == lower(std::string(label));
}

// Texts as CLI11 collects them; they become options when the whole line is known.
struct get_texts {
    std::vector<std::string> codes;
    std::string server = "LOCAL";
    std::optional<std::string> extension;
    std::string mode = "concurrent";
    bool sequential = false;
    std::string max_requests = "32";
    std::string output_dir = "flags_out";
    bool fsync = false;
    std::string timeout = "6.1";
    std::optional<std::string> max_time;
    std::string max_size = "16M";
    std::optional<std::string> ca_file;
    bool insecure = false;
    bool http2 = false;
    std::optional<std::string> json;
    int verbosity = 0;
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

void describe(CLI::App& app, get_texts& text) {
    app.add_option("CC", text.codes,
                   "Countries by their ISO 3166-1 codes, any case; the 20 most populous without any");
    app.add_option("-s,--server", text.server,
                   "LOCAL: real flags from Debian's packages, served by this process on a free loopback "
                   "port; REMOTE: the "
                   "original site; or http[s]://host[:port]/path with flags at {base}/{cc}/{cc}.{ext}, or a "
                   "URL template "
                   "with {cc} or {CC}")
        ->type_name("SERVER")
        ->capture_default_str();
    app.add_option("--ext", text.extension,
                   "Kind of image: gif, png, jpg, jpeg, webp or svg [png for LOCAL, else gif]")
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
    app.add_option("--cacert", text.ca_file,
                   "PEM file of the certificate authorities to trust [the system's]")
        ->type_name("FILE");
    app.add_flag("-k,--insecure", text.insecure, "Do not verify certificates: anybody may be the server");
    app.add_flag("--http2", text.http2, "Offer HTTP/2 on https");
    app.add_option("--json", text.json, "Write a report with one record for each flag")->type_name("FILE");
    app.add_flag("-v,--verbose", text.verbosity, "Say more on stderr; -vv: still more");
}

void describe(CLI::App& app, serve_texts& text) {
    app.add_option("--port", text.port, "TCP port; 0: a free one")->type_name("N")->capture_default_str();
    app.add_option("--bind", text.bind, "Numeric address to listen on; 0.0.0.0 opens it to the network")
        ->type_name("ADDRESS")
        ->capture_default_str();
    app.add_option(
           "--dir", text.directory,
           "Folder to serve below /flags/, laid out as {cc}/{cc}.{ext} [the flags of Debian's packages]")
        ->type_name("DIR");
    app.add_option("--delay", text.delay, "Seconds before each answer, or MIN..MAX to draw from")
        ->type_name("S")
        ->capture_default_str();
    app.add_option("--error-rate", text.error_rate, "Fraction of requests, 0 to 1, answered 418 I'm a teapot")
        ->type_name("P")
        ->capture_default_str();
    app.add_option(
           "--seed", text.seed,
           "What delays and errors are drawn from: the same seed gives each path the same fate in every run")
        ->type_name("N")
        ->capture_default_str();
    app.add_flag("-v,--verbose", text.verbosity, "Say more on stderr");
}

template <class Integer>
std::optional<Integer> integer(std::string_view text) {
    Integer value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <class Integer>
Integer integer_of(std::string_view option, const std::string& text, Integer least, Integer most,
                   std::string_view right) {
    const auto value = integer<Integer>(text);
    if (!value || *value < least || *value > most) refuse(option, text, right);
    return *value;
}

std::size_t size_of(const std::string& text) {
    std::string_view digits = text;
    std::size_t unit = 1;
    if (!digits.empty()) {
        switch (digits.back()) {
        case 'k':
        case 'K':
            unit = std::size_t{1} << 10U;
            break;
        case 'M':
            unit = std::size_t{1} << 20U;
            break;
        case 'G':
            unit = std::size_t{1} << 30U;
            break;
        default:
            break;
        }
        if (unit != 1) digits.remove_suffix(1);
    }
    constexpr std::size_t most = std::size_t{1} << 30U;
    const auto count = integer<std::size_t>(digits);
    if (!count || *count < 1 || *count > most / unit)
        refuse("--max-size", text, "give a size of 1 byte to 1G, for example 16M");
    return *count * unit;
}

// Refuses what is wrong before anything starts.
void check_server(const std::string& text) {
    try {
        static_cast<void>(catalog::server::parse(text));
    } catch (const usage_error& e) {
        throw usage_error(std::string("--server: ") + e.what());
    }
}

get_options options_from(const get_texts& text) {
    get_options options;
    for (const auto& code : text.codes)
        options.codes.push_back(catalog::country_code::parse(code));
    if (options.codes.empty()) options.codes.assign(catalog::pop20.begin(), catalog::pop20.end());
    std::ranges::sort(options.codes);
    const auto twice = std::ranges::unique(options.codes);
    options.codes.erase(twice.begin(), twice.end());

    const bool local = is_label(text.server, "LOCAL");
    if (local)
        options.server = "LOCAL";
    else if (is_label(text.server, "REMOTE"))
        options.server = catalog::original_site;
    else
        options.server = text.server;
    if (!local) check_server(options.server);

    options.extension = lower(text.extension.value_or(local ? "png" : "gif"));
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
    options.fsync = text.fsync;
    if (text.json) {
        options.json = *text.json;
        if (!options.json->has_filename() || is_folder(*text.json))
            refuse("--json", *text.json, "give a file, for example report.json");
    }
    options.client.stall_timeout = seconds_of("--timeout", text.timeout);
    if (text.max_time) options.client.max_time = seconds_of("--max-time", *text.max_time);
    options.client.max_body_bytes = size_of(text.max_size);
    if (text.ca_file) {
        if (::access(text.ca_file->c_str(), R_OK) != 0)
            refuse("--cacert", *text.ca_file,
                   "cannot be read: give a PEM file, for example /etc/ssl/certs/ca-certificates.crt");
        options.client.ca_file = *text.ca_file;
    }
    options.client.insecure = text.insecure;
    options.client.http2 = text.http2;
    options.client.environment_proxy = !local; // a proxy cannot reach this process's own loopback server
    options.verbosity = text.verbosity;
    return options;
}

serve_options options_from(const serve_texts& text) {
    serve_options options;
    options.origin.port =
        integer_of<std::uint16_t>("--port", text.port, 0, 65'535, "give a port from 0 to 65535");
    options.origin.bind_address = text.bind;
    if (text.directory) {
        if (!is_folder(*text.directory))
            refuse("--dir", *text.directory, "is not a folder: give one with flags at {cc}/{cc}.png in it");
        options.origin.directory = *text.directory;
    }
    const std::size_t dots = text.delay.find("..");
    const auto least = number(text.delay.substr(0, dots));
    const auto most = dots == std::string::npos ? least : number(text.delay.substr(dots + 2));
    if (!least || !most || *least < 0 || *most > 3'600 || *least > *most)
        refuse("--delay", text.delay, "give seconds from 0 to 3600, or a range such as 0.5..5");
    options.origin.min_delay =
        std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(*least));
    options.origin.max_delay =
        std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(*most));
    const auto rate = number(text.error_rate);
    if (!rate || *rate < 0 || *rate > 1)
        refuse("--error-rate", text.error_rate, "give a fraction from 0 to 1, for example 0.25");
    options.origin.error_rate = *rate;
    options.origin.seed = integer_of<std::uint64_t>("--seed", text.seed, 0, UINT64_MAX,
                                                    "give a whole number of at most 64 bits");
    options.verbosity = text.verbosity;
    return options;
}

constexpr std::string_view epilogue = R"(
Standard output shows each code when its flag is on disk under its final name, then how many there are and how long they
took. Everything else goes to standard error.

Exit codes: 0 all flags are there, 1 some are not, 2 the command line is wrong, 3 the local disk or machine refused,
130 interrupted.

Examples:
  flags                                   20 flags from the embedded server, concurrently
  flags --sequential                      the same, one after another
  flags get CN FR -s REMOTE -o /tmp/out   two flags from the original site
  flags serve --delay 0.5..5 &            a slow server to try against
)";

} // namespace

std::string_view to_string(download_mode mode) noexcept {
    return std::ranges::find(modes, mode, [](const auto& each) { return each.second; })->first;
}

command parse_command_line(int argc, const char* const* argv) {
    // `get` is what is meant when no command is named: `flags CN -v` is `flags get CN -v`.
    constexpr std::array<std::string_view, 5> first_words = {"get", "serve", "--help", "-h", "--version"};
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (words.empty() || std::ranges::find(first_words, words.front()) == first_words.end())
        words.insert(words.begin(), "get");

    CLI::App app(
        "flags downloads flag images, all at once or one after another, and never leaves a broken file.",
        "flags");
    app.set_version_flag("--version", "flags " FLAGS_VERSION);
    app.require_subcommand(1);
    get_texts get;
    serve_texts serve;
    CLI::App& get_command =
        *app.add_subcommand("get", "Download flags (what is done when no command is named)");
    CLI::App& serve_command =
        *app.add_subcommand("serve", "Run the embedded flag server alone, until Ctrl-C");
    describe(get_command, get);
    describe(serve_command, serve);

    std::ranges::reverse(words); // CLI11 takes them from the back
    try {
        app.parse(words);
    } catch (const CLI::CallForVersion& e) {
        return information{std::string(e.what()) + "\n"};
    } catch (const CLI::CallForHelp&) {
        if (get_command.parsed()) return information{get_command.help("flags") + std::string(epilogue)};
        if (serve_command.parsed()) return information{serve_command.help("flags")};
        return information{app.help() + "\n" + get_command.help("flags") + serve_command.help("flags") +
                           std::string(epilogue)};
    } catch (const CLI::ParseError& e) {
        throw usage_error(std::string(e.what()) + ": see flags --help");
    }
    if (serve_command.parsed()) return options_from(serve);
    return options_from(get);
}

} // namespace flags::cli
