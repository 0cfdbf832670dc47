// Files are written after the text, so that the text is there when one of them fails.
#include "cli/bench_report.hpp"

#include "cli/pictures.hpp"
#include "cli/report_file.hpp"
#include "cli/standard_output.hpp"
#include "cli/terminal.hpp"
#include "report/har.hpp"
#include "report/json_value.hpp"
#include "report/matrix_json.hpp"
#include "report/matrix_page.hpp"
#include "report/matrix_svg.hpp"
#include "report/matrix_tables.hpp"
#include "report/matrix_text.hpp"

#include <flags/base/error.hpp>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unistd.h>

namespace flags::cli {

namespace {

exit_code code_of(const compare::matrix& results, bool is_breached) {
    if (is_breached) return check_failed;
    bool all_have_runs = !results.rows.empty();
    for (const auto& row : results.rows) {
        if (!row.result.is_valid()) return nothing_concluded;
        for (const auto& each : row.result.variants)
            all_have_runs = all_have_runs && each.median.has_value();
    }
    return all_have_runs ? all_ok : some_failed;
}

std::string picture_of(const compare::matrix& results, const std::string& wanted) {
    if (wanted.empty()) return report::to_svg(results);
    const auto row = std::ranges::find(results.rows, wanted, &compare::matrix_row::name);
    if (row != results.rows.end()) return report::curve_svg(*row);
    const auto colon = wanted.rfind(':');
    if (colon == std::string::npos)
        throw usage_error(fmt::format("--svg-of {}: the matrix has no such network", wanted));
    return report::waterfall_svg(
        {.name = wanted.substr(0, colon), .result = compare::cell_alone(results, wanted)});
}

} // namespace

compare::matrix read_matrix(const char* option, const std::filesystem::path& path) {
    try {
        return report::matrix_from_json(report::parse_json(text_in_report(path)));
    } catch (const usage_error& e) {
        throw usage_error(
            fmt::format("{} {}: is not a matrix that --json wrote: {}", option, path.string(), e.what()));
    }
}

exit_code present(const compare::matrix& results, const bench_options& options) {
    const std::array files{options.json, options.csv,  options.markdown,
                           options.svg,  options.html, options.har};
    const bool report_on_stdout =
        std::ranges::any_of(files, [](const auto& file) { return file && is_standard_output(*file); });
    const int fd = report_on_stdout ? STDERR_FILENO : STDOUT_FILENO;
    const report::text_style style{.columns = columns_of_terminal(fd),
                                   .wraps = true,
                                   .colour = is_colourful_terminal(fd) && ::isatty(fd) == 1};
    standard_output out(fd);
    out.write(report::to_text(results, style));
    std::optional<compare::matrix> older;
    if (options.against) {
        older = read_matrix("--against", *options.against);
        out.write('\n' + report::to_text(changes_since(*older, results), style));
    }
    if (options.json) write_report(*options.json, report::to_json_text(results));
    if (options.csv) write_report(*options.csv, report::to_csv(results));
    if (options.markdown) write_report(*options.markdown, report::to_markdown(results));
    if (options.svg) write_report(*options.svg, picture_of(results, options.svg_of));
    if (options.html) write_report(*options.html, report::to_page(results, pictures_for(results)));
    if (options.har) write_report(*options.har, report::to_har(compare::cell_alone(results, options.cell)));
    bool is_breached = false;
    for (const auto& check : options.fail_if)
        for (const auto& breach : breaches_of(check, results, older ? &*older : nullptr)) {
            is_breached = true;
            spdlog::error("flags: --fail-if {}", breach);
        }
    return code_of(results, is_breached);
}

} // namespace flags::cli
