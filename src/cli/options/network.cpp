// Network conditions and the server of the lab.
#include "cli/options/shared.hpp"
#include "cli/options/suggestion.hpp"
#include "netlab/profiles.hpp"
#include "netlab/units.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

namespace flags::cli {

namespace {

using namespace std::chrono_literals;

auto path_time(std::chrono::nanoseconds most) {
    return [most](std::string_view option, std::string_view text) {
        const auto time = netlab::parse_time(text);
        if (!time || *time > most)
            refuse(option, text,
                   "give a time with its unit, up to " + netlab::show_time(most) + ", for example 100ms");
        return *time;
    };
}

std::uint64_t read_rate(std::string_view option, std::string_view text) {
    const auto rate = netlab::parse_rate(text);
    if (!rate) refuse(option, text, "give bits per second from 1k to 10G, for example 9M");
    return *rate;
}

void take_profile(std::string_view option, std::string_view text, netlab::conditions& path) {
    const auto* const found = netlab::find_profile(lower(std::string(text)));
    if (found == nullptr) {
        std::vector<std::string> names;
        for (const auto& each : netlab::profiles())
            names.emplace_back(each.name);
        refuse(option, text, "is not known; flags profiles lists the names" + did_you_mean(text, names));
    }
    const auto seed = path.seed;
    path = found->path;
    path.seed = seed;
}

// Only the kernel knows which there are; this becomes a line of a report and of a file in /proc.
std::string read_congestion_control(std::string_view option, std::string_view text) {
    constexpr std::size_t most = 15; // TCP_CA_NAME_MAX, with its end mark
    const auto is_usual = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    if (text.empty() || text.size() > most || !std::ranges::all_of(text, is_usual))
        refuse(option, text, "give a name, for example cubic");
    return std::string(text);
}

void take_queue(std::string_view option, std::string_view text, netlab::conditions& path) {
    constexpr std::size_t least = 3000; // two packets
    path.queue_bytes = 0;
    path.queue_time = 0ns;
    if (const auto size = netlab::parse_size(text); size && *size >= least)
        path.queue_bytes = *size;
    else if (const auto time = netlab::parse_time(text); time && *time > 0s && *time <= 60s)
        path.queue_time = *time;
    else
        refuse(option, text, "give bytes from 3000 to 1G, or a time up to 60s, for example 64k or 200ms");
}

void take_bursts(std::string_view option, std::string_view text, netlab::loss_model& loss) {
    netlab::loss_model model;
    const std::array<double*, 4> places = {&model.good_to_bad, &model.bad_to_good, &model.lost_in_bad,
                                           &model.lost_in_good};
    std::size_t count = 0;
    for (std::size_t begin = 0; begin <= text.size(); ++count) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto value = netlab::parse_fraction(text.substr(begin, end - begin));
        if (!value) refuse(option, text, "give P,R[,B[,G]] as fractions or in percent, for example 0.4%,40%");
        if (count == places.size()) refuse(option, text, "give four numbers at most: P,R[,B[,G]]");
        *places[count] = *value;
        begin = end + 1;
    }
    if (count < 2) refuse(option, text, "give two numbers at least: P,R, for example 0.4%,40%");
    loss = model;
}

void take_delay(std::string_view option, std::string_view text, origin::options& server) {
    const std::size_t dots = text.find("..");
    const auto least = time_or_seconds(text.substr(0, dots));
    const auto most = dots == std::string_view::npos ? least : time_or_seconds(text.substr(dots + 2));
    if (!least || !most || *most > 1h || *least > *most)
        refuse(option, text, "give a time up to an hour, or a range, for example 0.5..5 or 20ms..80ms");
    server.min_delay = *least;
    server.max_delay = *most;
}

// What follows a profile changes it, wherever it stands: options are read in the order in which they are added.
void add_conditions(option_group& group, netlab::conditions& path) {
    group.custom(
        "--profile", "NAME", [&path](auto option, auto text) { take_profile(option, text, path); },
        "A network by its name (flags profiles lists them); the options below change it");
    group.value("--rtt", "TIME", path.rtt, path_time(60s),
                "Round-trip time of the path; waiting for the link comes on top");
    group.value("--jitter", "TIME", path.jitter, path_time(10s),
                "Random extra delay for each packet, without reordering, up to TIME in each direction");
    auto* const down = group
                           .value("--down", "RATE", path.down, read_rate,
                                  "Rate towards the client in bit/s of IP packets, shared by all connections")
                           ->default_str("no limit");
    auto* const up =
        group.value("--up", "RATE", path.up, read_rate, "Rate towards the server")->default_str("no limit");
    group
        .custom(
            "--queue", "SIZE", [&path](auto option, auto text) { take_queue(option, text, path); },
            "What may wait for the link in each direction, as bytes or as time")
        ->default_str("64k, or rate times rtt if that is more");
    auto* const loss = group.custom(
        "--loss", "P",
        [&path](auto option, auto text) { path.loss = {.lost_in_good = read_part(option, text)}; },
        "Independent loss probability in each direction, for example 1%");
    group
        .custom(
            "--ge", "P,R[,B[,G]]", [&path](auto option, auto text) { take_bursts(option, text, path.loss); },
            "Loss in bursts (Gilbert-Elliott): probability P to enter the bad state, R to leave it, of loss "
            "in the bad state B, in the good one G")
        ->default_str("B 100%, G 0%")
        ->excludes(loss);
    group.value("--tcp", "NAME", path.congestion_control, read_congestion_control,
                "Congestion control of the lab's TCP: reno, cubic, bbr, what the kernel has and allows");
    netlab::for_each_kind(path.further, [&]<netlab::condition_kind Kind>(Kind& kind) {
        for (const auto& term : Kind::terms) {
            auto* const option = group.custom(
                "--" + std::string(term.name), term.value,
                [&path, &kind, &term](auto name, auto text) {
                    if (const auto right = term.take(kind, text); !right.empty()) refuse(name, text, right);
                    if (term.replaces != nullptr) path.*term.replaces = 0;
                },
                std::string(term.help));
            if (term.replaces != nullptr)
                option->excludes(term.replaces == &netlab::conditions::down ? down : up);
        }
    });
}

} // namespace

void add_origin(option_group& group, const std::string& prefix, origin::options& server) {
    group
        .custom(
            prefix + "dir", "DIR",
            [&server](auto option, auto text) {
                if (!is_folder(text))
                    refuse(option, text, "is not a folder: give one with flags at {cc}/{cc}.png in it");
                server.directory = text;
            },
            "Folder to serve below /flags/, laid out as {cc}/{cc}.{ext}")
        ->default_str("the flags of Debian's packages");
    group
        .custom(
            prefix + "delay", "TIME", [&server](auto option, auto text) { take_delay(option, text, server); },
            "Wait before each answer, in seconds or with a unit; MIN..MAX draws from a range")
        ->default_str("0");
    group
        .custom(
            prefix + "error-rate", "P",
            [&server](auto option, auto text) {
                const auto rate = netlab::parse_fraction(text);
                if (!rate) refuse(option, text, "give a part from 0 to 1, for example 0.25 or 25%");
                server.error_rate = *rate;
            },
            "Part of the requests that is answered 418 I'm a teapot")
        ->default_str("0");
}

void set_condition(std::string_view option, std::string_view name, std::string_view value,
                   netlab::conditions& path) {
    CLI::App app;
    option_group group(app, "");
    add_conditions(group, path);
    const auto* const known = app.get_option_no_throw("--" + std::string(name));
    if (known == nullptr || name == "profile") refuse(option, name, "is no condition that can be varied");
    try {
        app.parse(
            std::vector{std::string(value), "--" + std::string(name)}); // CLI11 takes them from the back
    } catch (const usage_error& e) {                                    // begins with the other option's name
        const std::string_view words = e.what();
        const auto colon = words.find(": ");
        refuse(option, std::string(name) + "=" + std::string(value),
               words.substr(colon == std::string_view::npos ? 0 : colon + 2));
    }
}

lab_groups add_lab(CLI::App& app, compare::lab_setup& setup) {
    lab_groups groups{.network = {app, "Network"}, .server = {app, "Server in the lab"}};
    add_conditions(groups.network, setup.path);
    add_origin(groups.server, "--origin-", setup.origin);
    auto* const own_server = groups.server.value(
        "--origin-command", "COMMAND", setup.origin_command, read_text,
        "Server to run by sh(1) in place of the embedded one, in the foreground, listening at "
        "{address}:{port} (port 80, or "
        "443 with {cert} and {key} for --tls) with the flags below /flags/; it ends with the lab");
    for (const auto* const embedded : {"--origin-dir", "--origin-delay", "--origin-error-rate"})
        own_server->excludes(app.get_option(embedded));
    groups.server.flag(
        "--tls", setup.tls,
        "The server speaks https; CURL_CA_BUNDLE and SSL_CERT_FILE name a throw-away CA to trust");
    return groups;
}

} // namespace flags::cli
