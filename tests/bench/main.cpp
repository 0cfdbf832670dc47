// flags_bench: flags beside the programs that people use today. Prints Markdown.
#include "bench/aiohttp.hpp"
#include "bench/rows.hpp"
#include "compare/machine.hpp"
#include "support/dnsmasq.hpp"
#include "support/nginx.hpp"
#include "support/temp_dir.hpp"
#include "support/test_ca.hpp"

#include <CLI/CLI.hpp>
#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <map>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

using namespace flags;
using namespace flags::bench;

namespace {

using row_function = std::vector<comparison> (*)(const setup&);

const std::map<int, row_function> rows{{1, small_files_row}, {2, slow_origin_row}, {3, tls_row},
                                       {4, bulk_row},        {5, dns_row},         {6, all_countries_row},
                                       {7, netlab_row},      {8, compare_row},     {9, hostile_row},
                                       {10, automatic_row},  {11, fairness_row},   {12, list_row}};

volatile std::sig_atomic_t signalled = 0;

void print_circumstances(const setup& with, const std::filesystem::path& folder) {
    fmt::print("## flags beside others, {}\n\n",
               fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::now())));
    fmt::print("- Machine: {}\n", compare::describe_machine());
    fmt::print("- Files: below {}, {}; real flags of Debian's iso-flags-png-320x240\n", folder.string(),
               process::is_tmpfs(folder) ? "a tmpfs" : "NOT a tmpfs, so the disk takes part");
    fmt::print("- Runs: {} of each program, in turns, in an order shuffled for each turn (seed {}), after "
               "one turn to "
               "warm up\n",
               with.how.runs, with.how.seed);
    fmt::print("- Told are medians and quartiles, and for ratios of medians the 95 % bootstrap interval\n");
    fmt::print("- flags: {}\n- nginx: {}\n", compare::version_of(with.flags_program),
               compare::version_of("nginx", "-v"));
    std::string_view results;
    for (const auto& peer : with.peers) {
        if (peer.version == results && !results.empty()) continue; // another way to call the same program
        results = peer.version;
        if (peer.version.empty())
            fmt::print("- {}: not here; `apt-get install {}` brings it\n", peer.name, peer.package);
        else
            fmt::print("- {}: {}\n", peer.name, peer.version);
    }
    fmt::print("\n");
}

void print(const comparison& result) {
    fmt::print("### {}\n\n{}\n\n", result.title, result.conditions);
    if (!result.table.empty()) fmt::print("{}\n", result.table);
    if (!result.programs.empty()) fmt::print("{}\n", to_markdown(result.programs));
    fmt::print("{}\n", to_markdown(result.figures));
    std::fflush(stdout);
}

// Linux carries the size of the starter over exec into ru_maxrss.
double least_peak_rss() {
    rusage own{};
    ::getrusage(RUSAGE_SELF, &own);
    return static_cast<double>(own.ru_maxrss) * 1024;
}

bool complete(const comparison& result) {
    return std::ranges::none_of(result.programs,
                                [](const series& runs) { return runs.wall_seconds.empty(); });
}

int run_rows(setup with, const std::vector<int>& chosen, bool smoke) {
    if (smoke && !(flags::test::nginx::available() && flags::test::test_ca::available() &&
                   flags::test::dnsmasq::available())) {
        fmt::print("SKIPPED: nginx, openssl and dnsmasq are needed (apt-get install nginx-light openssl "
                   "dnsmasq-base)\n");
        return 0;
    }
    const auto folder = process::fastest_temp_parent();
    const flags::test::temp_dir scratch(folder);
    with.scratch = scratch.path();
    with.peers = find_peers();
    with.how.go_on = [] { return signalled == 0; };
    if (smoke) {
        with.how.runs = 1;
        with.bulk_files = 200;
        with.more_bulk_files = 400;
        with.dns_names = 200;
        with.late_server = "LOCAL";
        with.judge_path = false;
        with.compared = {"CN", "DE", "--rtt", "5ms"};
        with.waits_for_silence = false;
        with.automatic_works.resize(1);
        with.automatic_networks = {{.name = "near", .options = with.compared}};
        with.sharing_time = std::chrono::seconds(1);
    }
    print_circumstances(with, folder);
    bool all_complete = true;
    for (const int row : chosen) {
        fmt::print(stderr, "row {} ...\n", row);
        for (const auto& result : rows.at(row)(with)) {
            print(result);
            all_complete = all_complete && complete(result);
        }
    }
    fmt::print("A peak RSS below {} cannot be told: it is the size of the program that measures.\n",
               format_megabytes(least_peak_rss()));
    if (!all_complete)
        fmt::print(stderr, "A program has no run that succeeded; the reason is below its table.\n");
    return all_complete ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) try {
    setup with;
    with.flags_program = FLAGS_BENCH_CLI;
    with.bulk_program = FLAGS_BENCH_BULK;
    with.how.runs = 15;
    std::vector<int> chosen{1, 2, 3, 4, 6, 7, 8, 9, 5}; // 5 moves into a network of its own
    bool smoke = false;

    CLI::App app("flags_bench: flags beside curl, aiohttp and others, on this machine");
    app.add_option("--runs", with.how.runs, "Runs of each program that are kept")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    app.add_option(
           "--row", chosen,
           "Only these rows: 1 whole process, 2 slow origin, 3 TLS, 4 many files, 5 names, 6 all "
           "countries, late, 7 the lab's network, 8 a comparison on it, 9 hostile servers, 10 -m auto on "
           "several networks, hours, 11 beside a bulk download, 12 a long list; several after commas. "
           "Without it "
           "all but 10 to 12")
        ->delimiter(',')
        ->check(CLI::Range(1, static_cast<int>(rows.size())));
    std::string group;
    app.add_option(
           "GROUP", group,
           "netlab: the rows about the lab's network, 7 and 8; hostile: row 9; auto: row 10; fairness: "
           "row 11; lists: row 12")
        ->check(CLI::IsMember({"netlab", "hostile", "auto", "fairness", "lists"}));
    std::vector<std::string> known;
    std::ranges::transform(with.automatic_works, std::back_inserter(known), &automatic_work::name);
    std::ranges::transform(with.automatic_networks, std::back_inserter(known), &automatic_network::name);
    app.add_option("PART", with.automatic_parts,
                   "With auto: only this work (20 or 194 flags, 20 over tls) or network; several of each")
        ->check(CLI::IsMember(known));
    app.add_option("--files", with.bulk_files, "Files of rows 4 and 12")
        ->check(CLI::Range(100, 1'000'000))
        ->capture_default_str();
    app.add_option("--seed", with.how.seed, "Seed of the order of runs and of the bootstrap")
        ->capture_default_str();
    app.add_option("--flags", with.flags_program, "The flags program to measure")
        ->check(CLI::ExistingFile)
        ->capture_default_str();
    app.add_flag("--smoke", smoke,
                 "One run of each and few files: shows that every row works, measures nothing");
    CLI11_PARSE(app, argc, argv);
    if (group == "netlab") chosen = {7, 8};
    if (group == "hostile") chosen = {9};
    if (group == "auto") chosen = {10};
    if (group == "fairness") chosen = {11};
    if (group == "lists") chosen = {12};
    if (group == "lists" && app.count("--files") == 0) with.bulk_files = 100'000;
    if (smoke && group.empty() && app.count("--row") == 0) chosen.insert(chosen.begin(), {10, 12});

    // A proxy would answer in the place of the origin.
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
        ::unsetenv(name); // NOLINT(concurrency-mt-unsafe): there is one thread
    // The interrupted child ends by itself; this program must live to remove its files.
    for (const int number : {SIGINT, SIGTERM})
        std::signal(number, [](int) { signalled = 1; });
    return run_rows(with, chosen, smoke);
} catch (const compare::interrupted& e) {
    std::fprintf(stderr, "flags_bench: %s\n", e.what());
    return 130;
} catch (const std::exception& e) {
    std::fprintf(stderr, "flags_bench: %s\n", e.what());
    return 3;
}
