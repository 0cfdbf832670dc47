// Each network is measured in a process of its own, which never leaves its namespaces again, and says by a file what it found.
#include "cli/bench_cells.hpp"
#include "cli/bench_progress.hpp"
#include "cli/bench_report.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/report_file.hpp"
#include "cli/standard_output.hpp"
#include "compare/compare.hpp"
#include "origin/sized_flags.hpp"
#include "process/guardian.hpp"
#include "process/temp_dir.hpp"
#include "report/comparison_json.hpp"
#include "report/json_value.hpp"
#include "report/matrix_json.hpp"

#include <flags/base/error.hpp>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <expected>
#include <optional>
#include <utility>
#include <variant>

namespace flags::cli {

namespace {

using clock = std::chrono::steady_clock;

volatile std::sig_atomic_t interrupt_came = 0;

std::vector<std::string> names_of(const bench_row& row) {
    std::vector<std::string> names(row.programs.size());
    std::ranges::transform(row.programs, names.begin(), &compare::program::name);
    return names;
}

// Whether a row of a file is what would be measured now. The seed is in the conditions.
bool is_same(const bench_row& wanted, const compare::comparison& known) {
    const auto codes = [](const compare::settings& what) {
        std::vector<std::string> all(what.files.size());
        std::ranges::transform(what.files, all.begin(), &compare::file::code);
        return all;
    };
    auto names = names_of(wanted);
    // One for which there was no time is not there.
    std::erase_if(names, [&](const auto& name) {
        return std::ranges::find(known.variants, name, &compare::variant::name) == known.variants.end();
    });
    return known.lab && wanted.what.server == known.what.server &&
           wanted.what.assumed == known.what.assumed && codes(wanted.what) == codes(known.what) &&
           describe(wanted.what.lab->path) == describe(known.what.lab->path) &&
           names.size() == known.variants.size();
}

// In a process of its own. The result, or its exit code.
std::expected<compare::comparison, int> measure(const bench_row& row, const bench_stage& stage,
                                                clock::time_point ends_by) {
    const auto scratch = process::temp_dir::later(process::fastest_temp_parent());
    const auto result = scratch.path() / "comparison.json";
    auto what = row.what;
    what.ends_by = ends_by;
    if (!row.sizes.empty()) what.lab->origin.directory = scratch.path() / "flags";
    const auto programs = planned_programs(row);
    process::guardian guardian(
        {},
        [&] {
            std::signal(SIGINT, SIG_DFL);
            process::make_private_folder(scratch.path()); // from here on the guardian removes it
            if (!row.sizes.empty())
                origin::write_sized_flags(*what.lab->origin.directory, row.codes, row.sizes);
            bench_progress progress(stage);
            const auto runs = process::temp_dir::later(scratch.path()); // compare makes it
            const auto results = compare::compare(
                what, programs, report::parse_own_report,
                [&](std::size_t program, std::size_t done) { progress.begin(programs[program].name, done); },
                runs.path());
            progress.clear();
            if (!results) return results.error();
            write_report(result, report::to_json_text(*results));
            return 0;
        },
        [&scratch] {
            std::error_code gone;
            std::filesystem::remove_all(scratch.path(), gone);
        });
    std::signal(SIGINT, [](int) { interrupt_came = 1; }); // the guardian has ignored it for this process
    const int code = guardian.run();
    if (code != 0) return std::unexpected(code);
    return report::from_json(report::parse_json(text_in_report(result)));
}

std::string as_minutes(double seconds) {
    if (seconds < 90) return fmt::format("{:.0f} s", seconds);
    return fmt::format("{:.1f} min", seconds / 60);
}

// What it will take, before anything is measured.
void announce(const std::vector<bench_row>& rows, const bench_options& options) {
    double seconds = 0;
    std::size_t cells = 0;
    std::size_t runs = 0;
    std::size_t fewest = options.runs;
    for (const auto& row : rows) {
        seconds += row.seconds();
        cells += row.programs.size();
        runs += row.count_runs();
        fewest = std::min(fewest, std::ranges::min(row.runs));
    }
    spdlog::warn("bench: {} network{}, {} cells, {} runs: about {}", rows.size(), rows.size() == 1 ? "" : "s",
                 cells, runs, as_minutes(seconds));
    if (fewest == options.runs) return;
    spdlog::warn("bench: to end within {}, long cells get fewer than {} runs, the longest {}",
                 as_minutes(std::chrono::duration<double>(options.time_limit).count()), options.runs,
                 fewest == 0 ? "none" : std::to_string(fewest));
}

void add_left_out(compare::matrix& results, const bench_row& row) {
    if (std::ranges::max(row.runs) == 0) {
        results.left_out.push_back(row.name);
        return;
    }
    for (std::size_t place = 0; place < row.runs.size(); ++place)
        if (row.runs[place] == 0) results.left_out.push_back(row.name + ", " + row.programs[place].name);
}

// As they were asked for.
void sort_rows(compare::matrix& results, const bench_options& options) {
    std::ranges::sort(results.rows, {}, [&](const compare::matrix_row& row) {
        return std::ranges::find(options.conditions, row.name, &bench_condition::name) -
               options.conditions.begin();
    });
}

void save(const compare::matrix& results, const bench_options& options) {
    if (options.json && !is_standard_output(*options.json))
        write_report(*options.json, report::to_json_text(results));
}

class matrix_run {
public:
    explicit matrix_run(const bench_options& options)
        : options_(options), ends_by_(clock::now() + options.time_limit), rows_(rows_of(options)) {
        result_.version = FLAGS_VERSION;
    }

    // Rows that `known` has are not measured again, unless nothing may be concluded of them.
    void take_over(compare::matrix known) {
        for (auto& row : known.rows) {
            if (!row.result.is_valid()) continue;
            const auto wanted = std::ranges::find(rows_, row.name, &bench_row::name);
            if (wanted == rows_.end() || !is_same(*wanted, row.result))
                throw usage_error(fmt::format(
                    "--resume: {} was measured with other options: give the same ones", row.name));
            rows_.erase(wanted);
            result_.rows.push_back(std::move(row));
        }
        sort_rows(result_, options_);
    }

    [[nodiscard]] std::expected<compare::matrix, int> measure_all() {
        plan_rest();
        if (!rows_.empty()) announce(rows_, options_);
        const auto all = rows_.size();
        for (std::size_t number = 1; !rows_.empty() && interrupt_came == 0; ++number) {
            plan_rest();
            const auto row = rows_.front();
            rows_.erase(rows_.begin());
            add_left_out(result_, row);
            if (std::ranges::max(row.runs) == 0) continue;
            if (const int code = measure_row(row, number, all); code != 0) {
                if (code != stopped_by_signal) return std::unexpected(code);
                interrupt_came = 1;
            }
        }
        return result_;
    }

private:
    void plan_rest() {
        const auto left = std::chrono::duration<double>(ends_by_ - clock::now());
        plan(rows_, options_.runs, left.count(), own_seconds_);
    }

    // What runs took beyond their limits, of all rows so far.
    void learn(const bench_row& row, double seconds) {
        const auto runs = static_cast<double>(row.count_runs());
        beyond_ += seconds - (row.seconds() - row.own_seconds * runs);
        runs_ += runs;
        own_seconds_ = std::max(usual_own_seconds / 2, beyond_ / runs_);
    }

    int measure_row(const bench_row& row, std::size_t number, std::size_t all) {
        double then = 0;
        for (const auto& each : rows_)
            then += each.seconds();
        const auto began = clock::now();
        auto results = measure(row,
                               {.row = row.name,
                                .number = number,
                                .networks = all,
                                .runs = row.count_runs(),
                                .seconds = row.seconds(),
                                .seconds_then = then},
                               ends_by_);
        if (!results) return results.error();
        learn(row, std::chrono::duration<double>(clock::now() - began).count());
        result_.rows.push_back({.name = row.name, .result = *std::move(results)});
        sort_rows(result_, options_);
        save(result_, options_);
        return 0;
    }

    const bench_options& options_;
    clock::time_point ends_by_;
    std::vector<bench_row> rows_; // that are not measured yet
    compare::matrix result_;
    double own_seconds_ = usual_own_seconds;
    double beyond_ = 0; // seconds, of the runs of all rows that were measured
    double runs_ = 0;
};

} // namespace

int run(const bench_options& options) {
    if (options.show) return present(read_matrix("--show", *options.show), options);
    matrix_run matrix(options);
    if (options.resume) matrix.take_over(read_matrix("--resume", *options.resume));
    const auto results = matrix.measure_all();
    if (!results) return results.error();
    const auto code = results->rows.empty() ? all_ok : present(*results, options);
    return interrupt_came != 0 ? stopped_by_signal : code;
}

} // namespace flags::cli
