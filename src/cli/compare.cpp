// The runs are made in a process of its own, in the lab's network or in the one that there is; this process, which has the
// server and the ferry, makes something of them afterwards.
#include "cli/compare.hpp"

#include "cli/report_file.hpp"
#include "cli/standard_output.hpp"
#include "cli/variants.hpp"
#include "compare/bounds.hpp"
#include "compare/comparison.hpp"
#include "compare/lab_visit.hpp"
#include "compare/machine.hpp"
#include "compare/samples.hpp"
#include "netlab/wires.hpp"
#include "origin/site.hpp"
#include "process/guardian.hpp"
#include "process/temp_dir.hpp"
#include "report/har.hpp"
#include "report/network_json.hpp"
#include "report/page.hpp"

#include <flags/base/error.hpp>
#include <flags/base/rfc3339.hpp>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <span>
#include <sstream>
#include <unistd.h>
#include <utility>
#include <vector>

namespace flags::cli {

namespace {

using json = nlohmann::ordered_json;

// What the embedded server sends before a flag at least: status, date, length, type, validators have 182 bytes.
constexpr std::size_t header_bytes = 180;
constexpr double largest_guess = 64'000; // of a flag that is not known yet

volatile std::sig_atomic_t interrupt_came = 0;

compare::path path_of(const netlab::conditions& network) {
    const auto rate = [](std::uint64_t value) {
        return value > 0 ? std::optional(static_cast<double>(value)) : std::nullopt;
    };
    return {.rtt = process::seconds(network.rtt), .down = rate(network.down), .up = rate(network.up)};
}

// For a program that hangs: ten times what the slowest variant has to take, and a minute.
std::chrono::milliseconds time_limit_of(const compare_options& options) {
    using namespace std::chrono_literals;
    if (!options.lab) return 10min;
    const compare::work most{.bytes = std::vector<double>(options.codes.size(), largest_guess),
                             .think = process::seconds(options.lab->origin.max_delay)};
    const auto bound = compare::sequential_bound(path_of(options.lab->path), most).seconds;
    return 1min + std::chrono::milliseconds(static_cast<long>(10e3 * bound));
}

std::filesystem::path samples_file(const std::filesystem::path& scratch) { return scratch / "samples.json"; }

// On a terminal, how far the runs are.
void show_runs(std::size_t done, std::size_t most, bool at_most) {
    if (::isatty(STDERR_FILENO) == 1)
        std::fprintf(stderr, "\r\033[Kcompare: %zu runs of %s%zu", done, at_most ? "at most " : "", most);
}

void clear_runs() {
    if (::isatty(STDERR_FILENO) == 1) std::fputs("\r\033[K", stderr);
}

// The process of the runs: leaves what it found in `scratch`.
int measure(const compare_options& options, const compared_site& site, std::span<const compare::peer> peers,
            const std::filesystem::path& scratch) {
    std::signal(SIGINT, [](int) { interrupt_came = 1; });
    const auto all = participants_for(options, site, peers, time_limit_of(options));
    std::vector<compare::variant> programs;
    programs.reserve(all.size());
    for (const auto& each : all)
        programs.push_back(each.program);
    const std::size_t most = (options.runs + 1) * programs.size();
    compare::sampling how{
        .how = {.runs = options.runs, .seed = options.seed, .go_on = [] { return interrupt_came == 0; }},
        .precision = options.precision,
        .alone = options.lab.has_value(),
        .tell = [&](std::size_t done) { show_runs(done, most, options.precision.has_value()); }};
    json samples;
    try {
        samples = compare::take_samples(programs, how, scratch);
    } catch (const compare::interrupted&) {
        clear_runs();
        return interrupted;
    }
    clear_runs();
    const json told = {{"server", site.server}, {"ca_file", site.ca_file.string()}, {"samples", samples}};
    std::ofstream file(samples_file(scratch));
    file << told.dump(-1, ' ', false, json::error_handler_t::replace) << std::flush;
    if (!file) throw storage_error(EIO, "cannot write " + samples_file(scratch).string());
    return all_ok;
}

json document_of(const compare_options& options, const json& told, std::span<const compare::peer> peers,
                 std::chrono::system_clock::time_point started) {
    const compared_site site{.server = told.at("server"), .ca_file = told.at("ca_file").get<std::string>()};
    compare::comparison_facts facts{.program = "flags " FLAGS_VERSION,
                                    .machine = compare::describe_machine(),
                                    .server = site.server,
                                    .started = rfc3339(started),
                                    .urls = urls_for(options, site.server),
                                    .max_requests = options.max_requests,
                                    .runs = options.runs,
                                    .precision = options.precision,
                                    .seed = options.seed,
                                    .header_bytes = header_bytes};
    for (const auto& code : options.codes)
        facts.codes.push_back(code.upper());
    if (options.lab) {
        // Against a path that adds nothing there is no limit to hold anything.
        if (options.lab->path.rtt.count() > 0 || options.lab->path.down > 0)
            facts.network = path_of(options.lab->path);
        facts.think = process::seconds(options.lab->origin.min_delay);
        facts.tls = options.lab->tls;
    }
    std::vector<compare::variant_facts> variants;
    for (const auto& each : participants_for(options, site, peers, time_limit_of(options)))
        variants.push_back(each.facts);
    return compare::make_comparison(facts, variants, told.at("samples"));
}

// Above the table: what was compared, where.
std::string heading_of(const json& document, const compare_options& options) {
    std::uint64_t bytes = 0;
    for (const auto& file : document.at("files"))
        if (!file.at("bytes").is_null()) bytes += file.at("bytes").get<std::uint64_t>();
    const auto runs = document.at("variants").front().at("runs").size();
    std::string text =
        fmt::format("{} flags, {:.0f} kB, from {}\n", document.at("files").size(),
                    static_cast<double>(bytes) / 1e3, document.at("server").get<std::string>());
    if (options.lab)
        text += fmt::format("network: {}; tcp {}\n", netlab::describe(options.lab->path),
                            netlab::congestion_control);
    text +=
        fmt::format("{} {} of each, in shuffled turns, up to {} at once\n\n", runs,
                    runs == 1 ? "run" : "runs", std::min(options.max_requests, document.at("files").size()));
    for (const auto& reason : document.at("invalid"))
        text += "INVALID: " + reason.get<std::string>() + "\n";
    return text;
}

// The flags as the first run of a mode of flags brought them; one that it did not bring has no picture.
std::map<std::string, report::image> pictures_in(const std::filesystem::path& folder,
                                                 const compare_options& options) {
    std::map<std::string, report::image> pictures;
    for (const auto& code : options.codes) {
        const std::string name = code.upper() + "." + options.extension;
        const std::ifstream file(folder / name, std::ios::binary);
        const auto type = origin::content_type_of(name);
        std::ostringstream bytes;
        if (file && type && bytes << file.rdbuf())
            pictures[code.upper()] = {.media_type = std::string(*type), .bytes = bytes.str()};
    }
    return pictures;
}

void write_reports(const json& document, const std::filesystem::path& first_files,
                   const compare_options& options) {
    if (options.json)
        write_report(*options.json, document.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
    if (options.har) write_report(*options.har, report::to_har(document));
    if (options.html)
        write_report(*options.html, report::to_page(document, pictures_in(first_files, options)));
}

bool all_have_runs(const json& document) {
    return std::ranges::none_of(document.at("variants"),
                                [](const json& variant) { return variant.at("median_s").is_null(); });
}

} // namespace

exit_code compare(const compare_options& options) {
    const process::temp_dir scratch(process::fastest_temp_parent());
    const auto remove_scratch = [&scratch] {
        std::error_code gone;
        std::filesystem::remove_all(scratch.path(), gone);
    };
    const auto peers = options.peers ? compare::command_line_peers() : std::vector<compare::peer>();
    const auto started = std::chrono::system_clock::now();
    compare::lab_end end;
    if (options.lab) {
        end = compare::run_in_lab(
            *options.lab,
            [&](const compare::lab_facts& facts) {
                return measure(options, {.server = facts.base_url, .ca_file = facts.ca_file}, peers,
                               scratch.path());
            },
            remove_scratch);
    } else {
        process::guardian guardian(
            {}, [&] { return measure(options, {.server = options.server}, peers, scratch.path()); },
            remove_scratch);
        end.exit_code = guardian.run();
    }
    if (end.exit_code != all_ok) return static_cast<exit_code>(end.exit_code);

    std::ifstream file(samples_file(scratch.path()));
    auto document = document_of(options, json::parse(file), peers, started);
    document["conditions"] = options.lab ? report::to_json(options.lab->path) : json(nullptr);
    document["lab"] = nullptr;
    if (options.lab) {
        document["conditions"]["tls"] = options.lab->tls;
        document["lab"] = report::to_json(options.lab->path, end.log, end.probes);
    }
    document["valid"] = end.invalid.empty();
    document["invalid"] = end.invalid;
    standard_output().write(heading_of(document, options) + compare::to_text(document));
    write_reports(document, compare::first_files(scratch.path(), 0), options);
    return end.invalid.empty() && all_have_runs(document) ? all_ok : some_failed;
}

} // namespace flags::cli
