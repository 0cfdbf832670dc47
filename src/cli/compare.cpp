// From options to a plan, and from the result to a table and files.
#include "cli/compare.hpp"

#include "cli/report_file.hpp"
#include "cli/standard_output.hpp"
#include "compare/compare.hpp"
#include "origin/site.hpp"
#include "process/temp_dir.hpp"
#include "report/comparison_json.hpp"
#include "report/comparison_text.hpp"
#include "report/har.hpp"
#include "report/page.hpp"

#include <flags/catalog/url_template.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <unistd.h>

namespace flags::cli {

namespace {

compare::settings settings_from(const compare_options& options) {
    compare::settings what{.version = FLAGS_VERSION,
                           .server = options.lab ? compare::base_url_of(*options.lab) : options.server,
                           .max_requests = options.max_requests,
                           .runs = options.runs,
                           .precision = options.precision,
                           .seed = options.seed,
                           .lab = options.lab};
    const auto server = catalog::url_template::parse(what.server);
    for (const auto& code : options.codes)
        what.files.push_back({.code = code.upper(),
                              .url = server.url_for(code, options.extension),
                              .name = code.upper() + "." + options.extension});
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

// On a terminal, how far the runs are.
void show_runs(std::size_t done, std::size_t most, bool at_most) {
    if (::isatty(STDERR_FILENO) == 1)
        std::fprintf(stderr, "\r\033[Kcompare: %zu runs of %s%zu", done, at_most ? "at most " : "", most);
}

void clear_runs() {
    if (::isatty(STDERR_FILENO) == 1) std::fputs("\r\033[K", stderr);
}

// The flags as the first run of a mode of flags brought them; one that it did not bring has no picture.
std::map<std::string, report::image> pictures_in(const std::filesystem::path& folder,
                                                 const compare::settings& what) {
    std::map<std::string, report::image> pictures;
    for (const auto& each : what.files) {
        const std::ifstream file(folder / each.name, std::ios::binary);
        const auto type = origin::content_type_of(each.name);
        std::ostringstream bytes;
        if (file && type && bytes << file.rdbuf())
            pictures[each.code] = {.media_type = std::string(*type), .bytes = bytes.str()};
    }
    return pictures;
}

void write_reports(const compare::comparison& told, const std::filesystem::path& first_files,
                   const compare_options& options) {
    if (options.json) write_report(*options.json, report::to_json_text(told));
    if (options.har) write_report(*options.har, report::to_har(told));
    if (options.html) write_report(*options.html, report::to_page(told, pictures_in(first_files, told.what)));
}

} // namespace

exit_code compare(const compare_options& options) {
    const auto what = settings_from(options);
    const auto programs = programs_from(options, what);
    const std::size_t most = (options.runs + 1) * programs.size();
    const auto tell = [&](std::size_t done) { show_runs(done, most, options.precision.has_value()); };
    const process::temp_dir scratch(process::fastest_temp_parent());
    const auto told = compare::compare(what, programs, report::parse_own_report, tell, scratch.path());
    clear_runs();
    if (!told) return static_cast<exit_code>(told.error());
    const bool report_on_stdout =
        std::ranges::any_of(std::array{options.json, options.html, options.har},
                            [](const auto& file) { return file && is_standard_output(*file); });
    standard_output(report_on_stdout ? STDERR_FILENO : STDOUT_FILENO).write(report::to_text(*told));
    write_reports(*told, compare::first_files(scratch.path(), 0), options);
    const bool all_have_runs =
        std::ranges::all_of(told->variants, [](const auto& variant) { return variant.median.has_value(); });
    return told->is_valid() && all_have_runs ? all_ok : some_failed;
}

} // namespace flags::cli
