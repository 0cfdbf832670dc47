// The options of `flags probe`.
#include "cli/option_values.hpp"
#include "cli/probe_names.hpp"
#include "cli/texts.hpp"

#include <flags/base/error.hpp>
#include <flags/dns/domain_name.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace flags::cli {

namespace {

constexpr std::size_t most_at_once = 1'000; // see dns::probe_options
constexpr std::size_t default_threads = 32;

bool is_address(int family, const std::string& text) {
    std::array<char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(family, text.c_str(), bytes.data()) == 1;
}

// c-ares takes lists, and ports that are none.
void check_name_server(const std::string& text) {
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
        refuse("--nameserver", text,
               "give an address, or one with a port: 127.0.0.1, 127.0.0.1:5353, [::1]:5353");
}

void check_readable(std::string_view option, const std::string& path) {
    if (path != "-" && ::access(path.c_str(), R_OK) != 0)
        refuse(option, path, "cannot be read: give a file with a name on each line, or - for standard input");
    if (is_folder(path)) refuse(option, path, "is a folder: give a file with a name on each line");
}

// The book's ".org" and "COM.BR".
std::string tld_of(std::string text) {
    const std::string given = text;
    if (text.starts_with('.')) text.erase(0, 1);
    const auto name = dns::ascii_name(text);
    if (!name.has_value()) refuse("--tld", given, name.error() + "; give for example dev, .org or COM.BR");
    return *name;
}

void choose_names(const probe_texts& text, probe_options& options) {
    options.names = text.names;
    options.input = text.input;
    if (options.names == std::vector<std::string>{"-"}) {
        if (options.input) refuse("-", "", "contradicts --input: names come from one of the two");
        options.names.clear();
        options.input = "-";
    }
    if (!text.tld) {
        for (const auto& [option, given] : {std::pair("--words", text.words.has_value()),
                                            std::pair("--max-length", text.max_length.has_value())})
            if (given) refuse(option, "", "makes names only with --tld");
        if (options.names.empty() && !options.input)
            throw usage_error(
                "probe: give names, a file of them with -i, or --tld dev for Python's short keywords there");
    } else {
        if (!options.names.empty() || options.input)
            refuse("--tld", *text.tld, "takes no names beside it: give words with --words FILE");
        options.tld = tld_of(*text.tld);
        options.wildcard_check = !text.no_wildcard_check;
        options.input = text.words;
        if (!text.words) options.names = python_keywords();
        if (text.max_length || !text.words)
            options.max_length = integer_of<std::size_t>("--max-length", text.max_length.value_or("4"), 1, 63,
                                                         "give a number of letters from 1 to 63");
    }
    if (options.input) check_readable(text.words ? "--words" : "--input", *options.input);
}

probe_output output_of(const probe_texts& text) {
    if (text.columns + text.tsv + text.json > 1)
        refuse(text.columns ? "--columns" : "--tsv", "", "give one of --columns, --tsv and --json");
    return text.columns ? probe_output::columns
           : text.tsv   ? probe_output::tsv
           : text.json  ? probe_output::json
                        : probe_output::book;
}

} // namespace

void describe(CLI::App& app, probe_texts& text) {
    app.add_option("NAME", text.names,
                   "Domain names, also in other scripts; - reads them from standard input");
    app.add_option(
           "-i,--input", text.input,
           "File with a name on each line, or -; empty lines and those that begin with # are skipped, and "
           "names are asked for while the rest is still to come")
        ->type_name("FILE");
    app.add_option("--tld", text.tld, "Ask for Python's short keywords below this domain: def.dev, ...")
        ->type_name("TLD");
    app.add_option("--max-length", text.max_length,
                   "With --tld: only words of at most so many letters [4; with --words no limit]")
        ->type_name("N");
    app.add_option("--words", text.words, "With --tld: the words of this file instead of the keywords")
        ->type_name("FILE");
    app.add_flag("--no-wildcard-check", text.no_wildcard_check,
                 "With --tld: do not look first whether a made-up name is found there, too");
    app.add_flag("--columns", text.columns, "Two columns, FOUND and NOT FOUND");
    app.add_flag("--tsv", text.tsv, "Lines of name, tab, and True, False or error");
    app.add_flag(
        "--json", text.json,
        "Lines of JSON: outcome (found, not_found, no_address, failed, invalid), addresses, ttl, resolver, "
        "tries, time, cause");
    app.add_option(
           "--resolver", text.resolver,
           "dns: asks the name servers of resolv.conf, or --nameserver, and nobody else; a name is what it "
           "says, so neither /etc/hosts nor localhost nor search domains count. system: getaddrinfo on "
           "threads, which is what other programs see (hosts file, mDNS, search domains: nsswitch.conf), "
           "slower, without ttl; --timeout, --tries and --nameserver are then the system's")
        ->type_name("WHICH")
        ->capture_default_str();
    app.add_option(
           "--nameserver", text.servers,
           "ADDRESS or ADDRESS:PORT to ask; several: the next one when one cannot say [resolv.conf's]")
        ->type_name("SERVER")
        ->allow_extra_args(false); // one for each time it is given; a name may follow
    app.add_option("--rate", text.rate,
                   "Queries a second, two for each name, evenly spaced after the first fifth of a second; 0: "
                   "no limit")
        ->type_name("N")
        ->capture_default_str();
    app.add_option("-m,--max-req", text.max_requests,
                   "Names asked for at once, 1 to 1000 [500; 32 threads with --resolver system]")
        ->type_name("N");
    app.add_option("--timeout", text.timeout, "Seconds to wait for an answer before the next try")
        ->type_name("S")
        ->capture_default_str();
    app.add_option("--tries", text.tries, "Rounds over all name servers, 1 to 100")
        ->type_name("N")
        ->capture_default_str();
    app.add_flag("-v,--verbose", text.verbosity, "Tell each result on stderr with all that is known");
}

probe_options options_from(const probe_texts& text) {
    probe_options options;
    choose_names(text, options);
    options.output = output_of(text);
    options.resolver.system = text.resolver == "system";
    if (!options.resolver.system && text.resolver != "dns")
        refuse("--resolver", text.resolver, "give dns or system");
    if (options.resolver.system && !text.servers.empty())
        refuse("--nameserver", text.servers.front(),
               "is not for --resolver system, which asks resolv.conf's");
    std::ranges::for_each(text.servers, check_name_server);
    options.resolver.servers = text.servers;
    options.resolver.rate = integer_of<std::size_t>(
        "--rate", text.rate, 0, 1'000'000, "give queries a second, at most 1000000, or 0 for no limit");
    if (text.max_requests)
        options.resolver.max_in_flight = integer_of<std::size_t>(
            "--max-req", *text.max_requests, 1, most_at_once, "give a number from 1 to 1000");
    else if (options.resolver.system)
        options.resolver.max_in_flight = default_threads;
    options.resolver.timeout = seconds_of("--timeout", text.timeout);
    options.resolver.tries = integer_of("--tries", text.tries, 1, 100, "give a number from 1 to 100");
    options.verbosity = text.verbosity;
    return options;
}

} // namespace flags::cli
