// Expected times are the bounds of what the embedded server would send, and what programs take beside that.
#include "cli/bench_cells.hpp"

#include "cli/jobs.hpp"
#include "compare/compare.hpp"
#include "compare/matrix_plan.hpp"
#include "origin/site.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <iterator>
#include <variant>

namespace flags::cli {

namespace {

constexpr double usual_bytes = 20'000; // of a flag that cannot be looked up
constexpr double above_limit = 1.15;   // how many times its limit a run takes
constexpr double lab_start = 1;        // networks, server and the probes of the path, beside round trips
constexpr double round_trips_of_probes = 10; // and what their trains leave in a queue

std::string path_of_flag(const catalog::country_code& code) {
    return fmt::format("/flags/{0}/{0}.png", code.lower());
}

// What the embedded server has of each file.
void add_expected_sizes(std::vector<compare::file>& files, const origin::options& server) {
    auto site = server.directory ? origin::site::of_directory(*server.directory)
                                 : origin::site::of_package(server.flag_package, server.country_names);
    for (auto& each : files) {
        const auto found = site.find(path_of_flag(catalog::country_code::parse(each.code)));
        const auto* const body = found ? std::get_if<origin::open_file>(&found->body) : nullptr;
        each.bytes = body != nullptr ? body->size : static_cast<std::uintmax_t>(usual_bytes);
    }
}

std::vector<compare::at_once> numbers_for(const bench_options& options, std::size_t files) {
    std::vector<compare::at_once> numbers;
    for (auto each : options.numbers) {
        if (!each.automatic) each.most = std::min(each.most, files);
        if (std::ranges::find(numbers, each) == numbers.end()) numbers.push_back(each);
    }
    return numbers;
}

// The files are those of the site, in its order.
void add_server_times(compare::settings& what, const compare::replayed_site& site) {
    what.assumed = site.assumed;
    for (std::size_t place = 0; place < site.files.size(); ++place) {
        const auto& [code, bytes, server_time] = site.files[place];
        what.files[place].server_time = server_time;
        what.lab->origin.own_delays[path_of_flag(code)] = server_time;
    }
}

compare::settings settings_of(const bench_options& options, const bench_condition& of) {
    compare::settings what{.version = FLAGS_VERSION,
                           .server = compare::base_url_of(of.lab),
                           .max_requests = of.codes.size(),
                           .numbers = numbers_for(options, of.codes.size()),
                           .runs = options.runs,
                           .precision = options.precision,
                           .seed = options.seed,
                           .lab = of.lab};
    what.files = compared_files(what.server, of.codes, "png");
    if (options.replay) add_server_times(what, *options.replay);
    return what;
}

std::vector<std::size_t> sizes_of(const bench_options& options, const bench_condition& of) {
    std::vector<std::size_t> sizes;
    if (of.file_bytes) sizes.assign(of.codes.size(), *of.file_bytes);
    if (options.replay)
        for (const auto& each : options.replay->files)
            sizes.push_back(each.bytes);
    return sizes;
}

// "concurrent" stands for all its numbers.
bool is_wanted(const compare::program& mode, const bench_options& options) {
    const auto word = mode.number ? std::string("concurrent") : mode.name;
    return std::ranges::find(options.modes, word) != options.modes.end();
}

std::vector<compare::program> programs_of(const bench_options& options, const compare::settings& what,
                                          const std::vector<compare::program>& peers) {
    std::vector<compare::program> programs;
    std::ranges::copy_if(compare::modes_of_flags(what, "png"), std::back_inserter(programs),
                         [&](const auto& mode) { return is_wanted(mode, options); });
    programs.insert(programs.end(), peers.begin(), peers.end());
    return programs;
}

} // namespace

double bench_row::lab_seconds() const {
    return lab_start + round_trips_of_probes * process::seconds(what.lab->path.rtt);
}

double bench_row::run_seconds(std::size_t place) const { return above_limit * limits[place] + own_seconds; }

double bench_row::seconds() const {
    double sum = lab_seconds();
    for (std::size_t place = 0; place < runs.size(); ++place)
        sum += compare::time_of_runs(run_seconds(place), runs[place]);
    return sum;
}

std::size_t bench_row::count_runs() const {
    std::size_t sum = 0;
    for (std::size_t place = 0; place < runs.size(); ++place)
        if (runs[place] > 0) sum += runs[place] + (compare::warms_up(run_seconds(place)) ? 1 : 0);
    return sum;
}

std::vector<bench_row> rows_of(const bench_options& options) {
    std::vector<compare::program> peers;
    if (options.peers)
        std::ranges::copy_if(compare::command_line_peers(), std::back_inserter(peers),
                             [](const auto& peer) { return !peer.version.empty(); });
    std::vector<bench_row> rows;
    for (const auto& condition : options.conditions) {
        auto& row = rows.emplace_back(bench_row{.name = condition.name,
                                                .what = settings_of(options, condition),
                                                .codes = condition.codes,
                                                .sizes = sizes_of(options, condition)});
        row.programs = programs_of(options, row.what, peers);
        auto expected = row.what;
        if (row.sizes.empty()) add_expected_sizes(expected.files, condition.lab.origin);
        for (std::size_t place = 0; place < row.sizes.size(); ++place)
            expected.files[place].bytes = row.sizes[place];
        for (const auto& program : row.programs) {
            const auto limit = limit_of(expected, program);
            row.limits.push_back(limit ? limit->seconds : 0);
        }
    }
    return rows;
}

void plan(std::vector<bench_row>& rows, std::size_t most_runs, double available, double own_seconds) {
    std::vector<double> run_seconds;
    for (auto& row : rows) {
        row.own_seconds = own_seconds;
        available -= row.lab_seconds();
        for (std::size_t place = 0; place < row.programs.size(); ++place)
            run_seconds.push_back(row.run_seconds(place));
    }
    const auto runs = compare::runs_within(run_seconds, most_runs, available);
    auto next = runs.begin();
    for (auto& row : rows) {
        const auto end = next + std::ssize(row.programs);
        row.runs.assign(next, end);
        next = end;
    }
    std::ranges::sort(rows, {}, &bench_row::seconds);
}

std::vector<compare::program> planned_programs(const bench_row& row) {
    std::vector<compare::program> programs;
    for (std::size_t place = 0; place < row.programs.size(); ++place) {
        if (row.runs[place] == 0) continue;
        auto& each = programs.emplace_back(row.programs[place]);
        each.most_runs = row.runs[place];
        each.warms_up = compare::warms_up(row.run_seconds(place));
    }
    return programs;
}

} // namespace flags::cli
