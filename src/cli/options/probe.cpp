// The options of `flags probe`.
#include "cli/options/commands.hpp"
#include "cli/options/shared.hpp"
#include "cli/probe_names.hpp"

#include <flags/base/error.hpp>
#include <flags/dns/domain_name.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

constexpr std::size_t system_threads = 32; // names at once with --resolver system

constexpr help_row probe_examples[] = {
    {.left = "flags probe python.org no-lang.invalid", .right = "+ before those that have addresses"},
    {.left = "flags probe --tld dev", .right = "Python's short keywords below .dev"},
    {.left = "flags probe --tld COM.BR --columns", .right = "FOUND and NOT FOUND"},
    {.left = "zcat names.gz | flags probe - --rate 2000 --json", .right = "as many as you like"},
};
constexpr help_row probe_exits[] = {
    {.left = "0", .right = "each name was found or not found"},
    {.left = "1", .right = "some names are invalid, or could not be looked up"},
    usage_exit,
    machine_exit,
    interrupted_exit};

bool is_address(int family, const std::string& text) {
    std::array<char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(family, text.c_str(), bytes.data()) == 1;
}

// c-ares takes lists, and ports that are none.
std::string read_name_server(std::string_view option, std::string_view given) {
    const std::string text(given);
    const bool bracketed = text.starts_with('[');
    const auto end = bracketed ? text.find(']') : text.find(':');
    const bool plain = is_address(AF_INET, text) || is_address(AF_INET6, text);
    const auto host = text.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
    const auto rest = end == std::string::npos ? std::string() : text.substr(end + (bracketed ? 1 : 0));
    const auto port =
        rest.starts_with(':') ? integer<unsigned>(std::string_view(rest).substr(1)) : std::nullopt;
    const bool with_port =
        port && *port >= 1 && *port <= 65'535 && is_address(bracketed ? AF_INET6 : AF_INET, host);
    if (!plain && !with_port)
        refuse(option, text, "give an address, or one with a port: 127.0.0.1, 127.0.0.1:5353, [::1]:5353");
    return text;
}

std::string read_list_of_names(std::string_view option, std::string_view text) {
    const std::string path(text);
    if (path != "-" && ::access(path.c_str(), R_OK) != 0)
        refuse(option, path, "cannot be read: give a file with a name on each line, or - for standard input");
    if (is_folder(path)) refuse(option, path, "is a folder: give a file with a name on each line");
    return path;
}

// The book's ".org" and "COM.BR".
std::string read_domain(std::string_view option, std::string_view text) {
    const auto name = dns::ascii_name(std::string(text.substr(text.starts_with('.') ? 1 : 0)));
    if (!name) refuse(option, text, name.error() + "; give for example dev, .org or COM.BR");
    return *name;
}

// What is not in its final form before all is known.
struct probe_line {
    std::optional<std::string> tld;
    std::optional<std::string> words;
    std::optional<std::size_t> at_once;
    bool no_wildcard_check = false;
    lookup_options options;
};

void choose_names(probe_line& line) {
    lookup_options& options = line.options;
    if (options.names == std::vector<std::string>{"-"}) {
        if (options.input) refuse("-", "", "contradicts --input: names come from one of the two");
        options.names.clear();
        options.input = "-";
    }
    if (!line.tld) {
        if (options.names.empty() && !options.input)
            throw usage_error(
                "probe: give names, a file of them with -i, or --tld dev for Python's short keywords there");
        return;
    }
    if (!options.names.empty() || options.input)
        refuse("--tld", *line.tld, "takes no names beside it: give words with --words FILE");
    options.tld = *line.tld;
    options.wildcard_check = !line.no_wildcard_check;
    options.input = line.words;
    if (line.words) return;
    options.names = python_keywords();
    if (!options.max_length) options.max_length = 4;
}

command finish(probe_line& line) {
    dns::probe_options& resolver = line.options.resolver;
    choose_names(line);
    if (resolver.system && !resolver.servers.empty())
        refuse("--nameserver", resolver.servers.front(),
               "is not for --resolver system, which asks resolv.conf's");
    if (resolver.system) resolver.max_in_flight = system_threads;
    if (line.at_once) resolver.max_in_flight = *line.at_once;
    return line.options;
}

void add_names(CLI::App& app, probe_line& line) {
    option_group group(app, "Names");
    group.words("NAME", line.options.names,
                "Domain names, also in other scripts; - reads them from standard input");
    group.value("-i,--input", "FILE", line.options.input, read_list_of_names,
                "File with a name on each line, or -; empty lines and those that begin with # are skipped. "
                "Lookups start while the rest of the list is still read");
    auto* const tld = group.value("--tld", "TLD", line.tld, read_domain,
                                  "Look up Python's short keywords below this domain: def.dev, ...");
    group
        .value("--max-length", "N", line.options.max_length,
               whole_number<std::size_t>(1, 63, "give a number of letters from 1 to 63"),
               "With --tld: only words of at most N letters")
        ->default_str("4; with --words no limit")
        ->needs(tld);
    group
        .value("--words", "FILE", line.words, read_list_of_names,
               "With --tld: the words of this file instead of the keywords")
        ->needs(tld);
    group.flag("--no-wildcard-check", line.no_wildcard_check,
               "With --tld: do not check first whether a made-up name is found there, too");
}

void add_form(CLI::App& app, lookup_options& options) {
    option_group group(app, output);
    std::vector<CLI::Option*> forms;
    const auto form = [&](const char* name, probe_output what, const char* help) {
        auto* const added = group.flag(name, [&options, what] { options.output = what; }, help);
        for (auto* const other : std::exchange(forms, {}))
            forms.push_back(other->excludes(added));
        forms.push_back(added);
    };
    form("--columns", probe_output::columns, "Two columns, FOUND and NOT FOUND");
    form("--tsv", probe_output::tsv, "Lines of name, tab, and True, False or error");
    form("--json", probe_output::json,
         "Lines of JSON: outcome (found, not_found, no_address, failed, invalid), addresses, ttl, resolver, "
         "tries, time, cause");
    add_verbosity(group, options.verbosity, "Log full details of each result on standard error",
                  "Neither notes nor the totals on standard error");
}

void add_resolver(CLI::App& app, probe_line& line) {
    dns::probe_options& resolver = line.options.resolver;
    option_group group(app, over_the_network);
    group
        .custom(
            "--resolver", "WHICH",
            [&resolver](auto option, auto text) {
                if (text != "dns" && text != "system") refuse(option, text, "give dns or system");
                resolver.system = text == "system";
            },
            "dns: the name servers of resolv.conf or --nameserver, and nothing else: /etc/hosts, localhost "
            "and search domains do not count. system: getaddrinfo on threads, which is what other programs "
            "see "
            "(/etc/hosts, mDNS, search domains: nsswitch.conf), slower, without ttl; --timeout, --tries and "
            "--nameserver do not apply then")
        ->default_str("dns");
    group
        .custom(
            "--nameserver", "SERVER",
            [&resolver](auto option, auto text) {
                resolver.servers.push_back(read_name_server(option, text));
            },
            "ADDRESS or ADDRESS:PORT to ask; may be given several times: they are tried in order")
        ->take_all()
        ->default_str("those of resolv.conf");
    group.value(
        "--rate", "N", resolver.rate,
        whole_number<std::size_t>(0, 1'000'000, "give queries a second, at most 1000000, or 0 for no limit"),
        "Queries a second, two for each name, evenly spaced after the first fifth of a second; 0: no "
        "limit");
    group
        .value("-m,--max-req", "N", line.at_once,
               whole_number<std::size_t>(1, 1'000), // see dns::probe_options
               "Names looked up at once, 1 to 1000")
        ->default_str(std::to_string(resolver.max_in_flight) + "; " + std::to_string(system_threads) +
                      " threads with --resolver system");
    group.value("--timeout", "TIME", resolver.timeout, read_time,
                "Longest wait for an answer before the next try");
    group.value("--tries", "N", resolver.tries, whole_number(1, 100),
                "Rounds over all name servers, 1 to 100");
}

std::function<command()> declare_probe(CLI::App& app) {
    const auto line = std::make_shared<probe_line>();
    add_names(app, *line);
    add_resolver(app, *line);
    add_form(app, line->options);
    return [line] { return finish(*line); };
}

} // namespace

const command_description probe_command = {.name = "probe",
                                           .summary = "Look up whether domain names are taken, all at once",
                                           .usage = "[NAME...]",
                                           .examples = probe_examples,
                                           .exit_codes = probe_exits,
                                           .declare = declare_probe};

} // namespace flags::cli
