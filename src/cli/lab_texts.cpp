// The options of `flags lab` and `flags profiles`, and of network conditions wherever they are said.
#include "cli/option_values.hpp"
#include "cli/texts.hpp"
#include "netlab/profiles.hpp"
#include "netlab/units.hpp"

#include <flags/base/error.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace flags::cli {

namespace {

std::chrono::nanoseconds time_of(std::string_view option, std::string_view text,
                                 std::chrono::nanoseconds most) {
    const auto time = netlab::parse_time(text);
    if (!time || *time > most)
        refuse(option, text,
               "give a time with its unit, up to " + netlab::show_time(most) + ", for example 100ms");
    return *time;
}

std::uint64_t rate_of(std::string_view option, std::string_view text) {
    const auto rate = netlab::parse_rate(text);
    if (!rate) refuse(option, text, "give bits per second from 1k to 10G, for example 9M");
    return *rate;
}

void apply_queue(std::string_view text, netlab::conditions& path) {
    constexpr std::size_t least = 3000; // two packets
    using namespace std::chrono_literals;
    path.queue_bytes = 0;
    path.queue_time = 0ns;
    if (const auto size = netlab::parse_size(text); size && *size >= least)
        path.queue_bytes = *size;
    else if (const auto time = netlab::parse_time(text); time && *time > 0s && *time <= 60s)
        path.queue_time = *time;
    else
        refuse("--queue", text, "give bytes from 3000 to 1G, or a time up to 60s, for example 64k or 200ms");
}

double fraction_of(std::string_view option, std::string_view text, std::string_view part) {
    const auto fraction = netlab::parse_fraction(part);
    if (!fraction)
        refuse(option, text,
               option == "--loss" ? "give a part of all packets, for example 1% or 0.01"
                                  : "give P,R[,B[,G]] as fractions or in percent, for example 0.4%,40%");
    return *fraction;
}

netlab::loss_model bursts_of(const std::string& text) {
    netlab::loss_model model;
    const std::array<double*, 4> places = {&model.good_to_bad, &model.bad_to_good, &model.lost_in_bad,
                                           &model.lost_in_good};
    std::size_t count = 0;
    for (std::size_t begin = 0; begin <= text.size(); ++count) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const double value = fraction_of("--ge", text, std::string_view(text).substr(begin, end - begin));
        if (count == places.size()) refuse("--ge", text, "give four numbers at most: P,R[,B[,G]]");
        *places[count] = value;
        begin = end + 1;
    }
    if (count < 2) refuse("--ge", text, "give two numbers at least: P,R, for example 0.4%,40%");
    return model;
}

} // namespace

void describe(CLI::App& app, condition_texts& text) {
    app.add_option("--profile", text.profile,
                   "A network by name (flags profiles lists them), changed by what follows")
        ->type_name("NAME");
    app.add_option("--rtt", text.rtt, "Propagation there and back; waiting for the link comes on top")
        ->type_name("TIME");
    app.add_option("--jitter", text.jitter,
                   "Each packet, each way, takes up to so much longer; the order stays")
        ->type_name("TIME");
    app.add_option("--down", text.down,
                   "Rate towards the client, bit/s of IP packets, shared by all connections")
        ->type_name("RATE");
    app.add_option("--up", text.up, "Rate towards the server")->type_name("RATE");
    app.add_option("--queue", text.queue,
                   "What may wait for the link, each way, as bytes or as time [64k, or rate times rtt if "
                   "that is more]")
        ->type_name("SIZE");
    CLI::Option* const loss =
        app.add_option("--loss", text.loss, "Part of the packets, each way, that is lost, each by itself")
            ->type_name("P");
    app.add_option(
           "--ge", text.bursts,
           "Loss in bursts (Gilbert-Elliott): from good to bad P, back R, lost in the bad state B [1], in "
           "the good one G [0]")
        ->type_name("P,R[,B[,G]]")
        ->excludes(loss);
    app.add_option("--seed", text.seed,
                   "What loss, jitter, and the server's delays and errors are drawn from")
        ->type_name("N")
        ->capture_default_str();
}

netlab::conditions conditions_from(const condition_texts& text) {
    using namespace std::chrono_literals;
    netlab::conditions path;
    if (text.profile) {
        const auto* const found = netlab::find_profile(*text.profile);
        if (found == nullptr)
            refuse("--profile", *text.profile, "is not known; flags profiles lists the names");
        path = found->path;
    }
    if (text.rtt) path.rtt = time_of("--rtt", *text.rtt, 60s);
    if (text.jitter) path.jitter = time_of("--jitter", *text.jitter, 10s);
    if (text.down) path.down = rate_of("--down", *text.down);
    if (text.up) path.up = rate_of("--up", *text.up);
    if (text.queue) apply_queue(*text.queue, path);
    if (text.loss) path.loss = {.lost_in_good = fraction_of("--loss", *text.loss, *text.loss)};
    if (text.bursts) path.loss = bursts_of(*text.bursts);
    path.seed = integer_of<std::uint64_t>("--seed", text.seed, 0, UINT64_MAX,
                                          "give a whole number of at most 64 bits");
    return path;
}

void describe(CLI::App& app, site_texts& text) {
    describe(app, static_cast<condition_texts&>(text));
    app.add_option("--origin-dir", text.directory,
                   "Folder that the server serves below /flags/ [the flags of Debian's packages]")
        ->type_name("DIR");
    app.add_option("--origin-delay", text.delay, "Seconds before each answer of the server, or MIN..MAX")
        ->type_name("S")
        ->capture_default_str();
    app.add_option("--origin-error-rate", text.error_rate,
                   "Fraction of requests, 0 to 1, answered 418 I'm a teapot")
        ->type_name("P")
        ->capture_default_str();
    app.add_flag("--tls", text.tls,
                 "The server speaks https; CURL_CA_BUNDLE and SSL_CERT_FILE name a throw-away CA to trust");
}

void describe(CLI::App& app, lab_texts& text) {
    describe(app, static_cast<site_texts&>(text));
    app.add_option(
        "COMMAND", text.command,
        "What to run, after --, with its arguments; FLAGS_ORIGIN is the server's base URL. Its exit code "
        "is the lab's, 127 when it is not found");
}

compare::lab_setup setup_from(const site_texts& text) {
    compare::lab_setup setup{.path = conditions_from(text)};
    apply_origin(
        {.directory = "--origin-dir", .delay = "--origin-delay", .error_rate = "--origin-error-rate"},
        text.directory, text.delay, text.error_rate, text.seed, setup.origin);
    setup.tls = text.tls;
    return setup;
}

lab_options options_from(const lab_texts& text) {
    lab_options options{.setup = setup_from(text)};
    if (text.command.empty() || text.command.front().empty())
        throw usage_error("lab without a command: say what to run, for example flags lab --profile 3g -- sh");
    options.command = text.command;
    return options;
}

void describe(CLI::App& app, profiles_texts& text) {
    app.add_flag("--json", text.json, "As JSON: times in milliseconds, rates in bit/s, with source and date");
}

profiles_options options_from(const profiles_texts& text) { return {.json = text.json}; }

} // namespace flags::cli
