// Row 11: a long list through a pipe into the whole program.
#include "bench/rows.hpp"
#include "support/nginx.hpp"
#include "support/temp_dir.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace flags::bench {
namespace {

constexpr std::size_t size_of_each = 6;
constexpr std::size_t together = 64;

compare::workload list_of(const std::string& base_url, std::size_t count) {
    return {.count = count,
            .at =
                [base_url](std::size_t i) {
                    const auto name = fmt::format("{}.txt", i);
                    return compare::download{.url = base_url + name, .file_name = name};
                },
            .in_flight = together};
}

compare::contender piped(const setup& with, const compare::workload& work, const std::string& at_once) {
    return {.name = "flags get -i - -m " + at_once,
            .start = [=, flags_program = with.flags_program](const std::filesystem::path& folder) {
                const auto list = compare::write_list(
                    work, folder, [](const compare::download& each) { return each.url + "\n"; });
                process::command start;
                start.argv = {"sh",
                              "-c",
                              R"(exec "$0" get -i - -q --no-path-memory -m "$1" -o "$2" < "$3")",
                              flags_program.string(),
                              at_once,
                              folder.string(),
                              list.string()};
                start.time_limit = compare::longest_run;
                return start;
            }};
}

} // namespace

std::vector<comparison> list_row(const setup& with) {
    const test::temp_dir root(with.scratch);
    const test::nginx origin({.root = root.path(), .extra = R"(location /list/ { return 200 "hello\n"; })"});
    const auto compared_at = [&](std::size_t count) {
        const auto work = list_of(origin.url("/list/"), count);
        std::vector<compare::contender> all{piped(with, work, "auto"),
                                            piped(with, work, std::to_string(together))};
        for (const std::string_view wanted : {"curl -Z", "aria2c", "wget2"}) {
            const auto peer = std::ranges::find(with.peers, wanted, &compare::program::name);
            if (peer == with.peers.end() || peer->version.empty()) continue;
            all.push_back(
                {.name = peer->name, .start = [program = *peer, work](const std::filesystem::path& folder) {
                     return program.start(work, folder);
                 }});
        }
        return measure(all, {count, count * size_of_each}, with.how, with.scratch);
    };
    comparison few{
        .title = fmt::format("11a. A list of {} URLs from standard input", with.bulk_files / 10),
        .conditions =
            "nginx with one worker on loopback, plain HTTP/1.1, bodies of 6 bytes, which are saved. The "
            "others read the list from a file.",
        .programs = compared_at(with.bulk_files / 10),
        .figures = {}};
    comparison many{.title = fmt::format("11b. The same with {}", with.bulk_files),
                    .conditions = "Whether memory grows with the length of the list.",
                    .programs = compared_at(with.bulk_files),
                    .figures = {}};
    const series& longest = many.programs[0];
    many.figures = {ratio_figure("wall, flags / curl -Z", longest.wall_seconds,
                                 find(many.programs, "curl -Z").wall_seconds, {}, with.how.seed),
                    median_figure("wall for each file", longest.wall_seconds, {}, compare::format_seconds,
                                  static_cast<double>(with.bulk_files)),
                    median_figure("peak RSS", longest.peak_rss_bytes, at_most(50e6), format_megabytes),
                    ratio_figure("peak RSS, whole list / a tenth of it", longest.peak_rss_bytes,
                                 few.programs[0].peak_rss_bytes, {}, with.how.seed)};
    return {few, many};
}

} // namespace flags::bench
