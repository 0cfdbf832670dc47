// Row 4: tens of thousands of small files through the library.
#include "bench/rows.hpp"
#include "support/nginx.hpp"
#include "support/temp_dir.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>

namespace flags::bench {
namespace {

constexpr std::size_t file_size = 2048;
constexpr std::size_t in_flight = 64;

// A whole GIF of file_size bytes, so that the check of the content has its work; Debian's flags are larger.
// One pixel, and comments to fill it up (GIF89a, CompuServe 1990: sections 18, 20, 22, 24 and 27).
std::string small_gif() {
    constexpr std::string_view head("GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff", 19);
    constexpr std::string_view tail(",\0\0\0\0\1\0\1\0\0\2\2D\1\0;", 16);
    std::string gif(head);
    gif += "!\xfe";
    for (std::size_t left = file_size - head.size() - tail.size() - 3; left > 0;) {
        const auto block = std::min<std::size_t>(left - 1, 255); // the byte before it says how long it is
        gif += static_cast<char>(block);
        gif.append(block, ' ');
        left -= block + 1;
    }
    gif += '\0';
    return gif.append(tail);
}

compare::contender library(const setup& with, const std::string& base_url, std::size_t count, bool discard) {
    return {.name = discard ? "flags library, files thrown away" : "flags library",
            .start =
                [=](const std::filesystem::path& folder) {
                    process::command start;
                    start.argv = {with.bulk_program, base_url, std::to_string(count),
                                  std::to_string(in_flight)};
                    start.argv.push_back(discard ? "--discard" : folder.string());
                    start.time_limit = compare::longest_run;
                    return start;
                },
            .saves = !discard};
}

compare::contender foreign(const compare::program& program, const std::string& base_url, std::size_t count) {
    const compare::workload work{.count = count,
                                 .at =
                                     [base_url](std::size_t i) {
                                         const auto name = fmt::format("{}.gif", i);
                                         return compare::download{.url = fmt::format("{}/{}", base_url, name),
                                                                  .file_name = name};
                                     },
                                 .in_flight = in_flight};
    return {.name = program.name, .start = [program, work](const std::filesystem::path& folder) {
                return program.start(work, folder);
            }};
}

} // namespace

std::vector<comparison> bulk_row(const setup& with) {
    const test::temp_dir root(with.scratch);
    std::ofstream(root.path() / "small.gif", std::ios::binary) << small_gif();
    const test::nginx origin(
        {.root = root.path(), .extra = "location /small/ { try_files /small.gif =404; }"});
    const auto base_url = origin.url("/small");

    const auto contenders = [&](std::size_t count, std::initializer_list<std::string_view> peers) {
        std::vector<compare::contender> result{library(with, base_url, count, false),
                                               library(with, base_url, count, true)};
        for (const auto& peer : with.peers) {
            const bool chosen = std::ranges::find(peers, peer.name) != peers.end();
            if (chosen && !peer.version.empty()) result.push_back(foreign(peer, base_url, count));
        }
        return result;
    };
    const auto files = static_cast<double>(with.bulk_files);
    comparison many{
        .title = fmt::format("4a. {} files of {} bytes through the library, {} in flight", with.bulk_files,
                             file_size, in_flight),
        .conditions =
            "nginx with one worker on loopback, plain HTTP/1.1. A program of its own around "
            "`download_many`, so that its memory and CPU can be told; the others read a list of all URLs.",
        .programs = measure(contenders(with.bulk_files, {"curl -Z", "aria2c", "wget2"}),
                            {with.bulk_files, with.bulk_files * file_size}, with.how, with.scratch),
        .figures = {}};
    const auto& saving = many.programs[0];
    const auto& discarding = many.programs[1];
    many.figures = {
        ratio_figure("wall, flags library / curl -Z", saving.wall_seconds,
                     find(many.programs, "curl -Z").wall_seconds, at_most(0.7), with.how.seed),
        median_figure("CPU for each file, thrown away", discarding.cpu_seconds, at_most(35e-6),
                      compare::format_seconds, files),
        median_figure("CPU for each file, saved", saving.cpu_seconds, {}, compare::format_seconds, files),
        median_figure("CPU for each file, curl -Z, saved", find(many.programs, "curl -Z").cpu_seconds, {},
                      compare::format_seconds, files),
        median_figure(fmt::format("peak RSS at {} files", with.bulk_files), saving.peak_rss_bytes,
                      at_most(30e6), format_megabytes)};

    auto fewer = with.how;
    fewer.runs = std::min<std::size_t>(fewer.runs, 3);
    comparison more{.title = fmt::format("4b. The same with {} files", with.more_bulk_files),
                    .conditions = "Whether memory grows with the length of the list.",
                    .programs = measure(contenders(with.more_bulk_files, {"curl -Z"}),
                                        {with.more_bulk_files, with.more_bulk_files * file_size}, fewer,
                                        with.scratch),
                    .figures = {}};
    const auto& longest = more.programs[0].peak_rss_bytes;
    more.figures = {
        median_figure(fmt::format("peak RSS at {} files", with.more_bulk_files), longest, at_most(30e6),
                      format_megabytes),
        ratio_figure(fmt::format("peak RSS, {} files / {} files", with.more_bulk_files, with.bulk_files),
                     longest, saving.peak_rss_bytes, at_most(1.05), with.how.seed)};
    return {many, more};
}

} // namespace flags::bench
