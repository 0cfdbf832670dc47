// Makes the plan from the options, and the table and the reports from the result.
#include "compare/compare.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/jobs.hpp"
#include "cli/pictures.hpp"
#include "cli/report_file.hpp"
#include "cli/run_progress.hpp"
#include "cli/standard_output.hpp"
#include "cli/terminal.hpp"
#include "process/temp_dir.hpp"
#include "report/comparison_json.hpp"
#include "report/comparison_text.hpp"
#include "report/har.hpp"
#include "report/json_value.hpp"
#include "report/page.hpp"

#include <flags/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <span>
#include <unistd.h>
#include <utility>

namespace flags::cli {

namespace {

compare::settings settings_from(const compare_options& options) {
    compare::settings what{.version = FLAGS_VERSION,
                           .server = options.lab ? compare::base_url_of(*options.lab) : options.server,
                           .max_requests =
                               std::ranges::max(options.numbers, {}, &compare::at_once::most).most,
                           .numbers = options.numbers,
                           .warm = options.warm,
                           .runs = options.runs,
                           .precision = options.precision,
                           .seed = options.seed,
                           .lab = options.lab};
    what.files = compared_files(what.server, options.codes, options.extension);
    return what;
}

std::vector<compare::program> programs_from(const compare_options& options, const compare::settings& what) {
    auto programs = compare::modes_of_flags(what, options.extension);
    if (options.peers)
        std::ranges::copy_if(compare::command_line_peers(), std::back_inserter(programs),
                             [](const compare::program& peer) { return !peer.version.empty(); });
    programs.insert(programs.end(), options.own_peers.begin(), options.own_peers.end());
    return programs;
}

run_progress progress_of(const compare_options& options, std::span<const compare::program> programs) {
    std::vector<std::string> names;
    for (const auto& program : programs)
        names.push_back(program.name);
    return {std::move(names), (options.runs + 1) * programs.size(), options.precision.has_value()};
}

report::text_style style_of(int fd) {
    return {
        .columns = columns_of_terminal(fd), .wraps = ::isatty(fd) == 1, .colour = is_colourful_terminal(fd)};
}

// The table, and the reports that are wanted.
exit_code present(const compare::comparison& result, const report::thumbnails& pictures,
                  const compare_options& options) {
    const bool report_on_stdout =
        std::ranges::any_of(std::array{options.json, options.html, options.har},
                            [](const auto& file) { return file && is_standard_output(*file); });
    const int table_fd = report_on_stdout ? STDERR_FILENO : STDOUT_FILENO;
    standard_output(table_fd).write_exactly(report::to_text(result, style_of(table_fd)));
    if (options.json) write_report(*options.json, report::to_json_text(result));
    if (options.har) write_report(*options.har, report::to_har(result));
    if (options.html) write_report(*options.html, report::to_page(result, pictures));
    const bool all_have_runs =
        std::ranges::all_of(result.variants, [](const auto& variant) { return variant.median.has_value(); });
    if (!result.is_valid()) return nothing_concluded;
    return all_have_runs ? all_ok : some_failed;
}

compare::comparison read_comparison(const std::filesystem::path& path) {
    try {
        return report::from_json(report::parse_json(text_in_report(path)));
    } catch (const usage_error& e) {
        throw usage_error("--show " + path.string() + ": is not a comparison that --json wrote: " + e.what());
    }
}

} // namespace

int run(const compare_options& options) {
    if (options.show) return present(read_comparison(*options.show), {}, options);
    const auto what = settings_from(options);
    const auto programs = programs_from(options, what);
    auto progress = progress_of(options, programs);
    const auto tell = [&](std::size_t program, std::size_t done) { progress.begin(program, done); };
    const auto scratch = process::temp_dir::later(process::fastest_temp_parent());
    const auto result = compare::compare(what, programs, report::parse_own_report, tell, scratch.path());
    progress.clear();
    if (!result) return result.error();
    // One that the first run of flags did not bring has no picture.
    return present(*result, pictures_in(compare::first_files(scratch.path(), 0), what), options);
}

} // namespace flags::cli
