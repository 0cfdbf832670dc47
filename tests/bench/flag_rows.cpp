// Rows 1 to 3 and 6: flags, the whole process.
#include "bench/rows.hpp"
#include "support/nginx.hpp"
#include "support/temp_dir.hpp"
#include "support/test_ca.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/countries.hpp>
#include <flags/catalog/pop20.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace flags::bench {
namespace {

constexpr auto flag_package = "/usr/share/iso-flags-png-320x240";

struct flag_site {
    test::temp_dir root;
    compare::goal all;

    explicit flag_site(const std::filesystem::path& scratch) : root(scratch) {
        for (const auto& code : catalog::pop20) {
            const auto folder = root.path() / "flags" / code.lower();
            const auto file = folder / (code.lower() + ".png");
            std::filesystem::create_directories(folder);
            std::filesystem::copy_file(std::filesystem::path(flag_package) / (code.lower() + ".png"), file);
            ++all.files;
            all.bytes += std::filesystem::file_size(file);
        }
    }
};

// flags as a user calls it, with `options` beside the flags, the server and the folder; they are part of its
// name.
compare::contender flags_contender(const setup& with, const std::string& base_url,
                                   const std::filesystem::path& authorities,
                                   const std::vector<std::string>& options = {}) {
    std::vector<std::string> argv{with.flags_program, "get"};
    for (const auto& code : catalog::pop20)
        argv.push_back(code.upper());
    argv.insert(argv.end(), {"-s", base_url, "--ext", "png"});
    if (!authorities.empty())
        argv.insert(argv.end(),
                    {std::filesystem::is_directory(authorities) ? "--capath" : "--cacert", authorities});
    argv.insert(argv.end(), options.begin(), options.end());
    return {.name = options.empty() ? "flags" : fmt::format("flags {}", fmt::join(options, " ")),
            .start = [argv](const std::filesystem::path& folder) {
                process::command start;
                start.argv = argv;
                start.argv.insert(start.argv.end(), {"-o", folder});
                start.time_limit = compare::longest_run;
                return start;
            }};
}

// flags and every peer that is installed.
std::vector<compare::contender> everybody(const setup& with, const std::string& base_url,
                                          const std::filesystem::path& cacert = {},
                                          const std::filesystem::path& our_authorities = {}) {
    const compare::workload work{.count = catalog::pop20.size(),
                                 .at =
                                     [base_url](std::size_t i) {
                                         const auto code = catalog::pop20.at(i).lower();
                                         return compare::download{
                                             .url = fmt::format("{0}/{1}/{1}.png", base_url, code),
                                             .file_name = code + ".png"};
                                     },
                                 .in_flight = catalog::pop20.size(),
                                 .cacert = cacert};
    std::vector<compare::contender> result{flags_contender(with, base_url, our_authorities)};
    for (const auto& peer : with.peers) {
        if (peer.version.empty()) continue;
        result.push_back({.name = peer.name, .start = [peer, work](const std::filesystem::path& folder) {
                              return peer.start(work, folder);
                          }});
    }
    return result;
}

// `flags serve` on a free port; ends with the object.
class delayed_origin {
public:
    explicit delayed_origin(const std::filesystem::path& flags_program) : process_(serve(flags_program)) {
        const auto line = process_.read_line();
        const auto begin = line.find("http://");
        if (begin == std::string::npos)
            throw storage_error(EIO, "flags serve did not say where it listens but \"" + line + '"');
        base_url_ = line.substr(begin, line.find(' ', begin) - begin);
    }
    [[nodiscard]] const std::string& base_url() const { return base_url_; }

private:
    static process::command serve(const std::filesystem::path& flags_program) {
        process::command start;
        start.argv = {flags_program, "serve", "--port", "0", "--delay", "0.1"};
        start.time_limit = std::chrono::hours(24);
        return start;
    }
    process::child process_;
    std::string base_url_;
};

comparison tls_comparison(const setup& with, const test::test_ca& authority,
                          const std::filesystem::path& trusted, const std::filesystem::path& our_authorities,
                          std::string title, std::string why) {
    const flag_site site(with.scratch);
    const test::nginx origin({.root = site.root.path(), .tls = &authority, .http2 = true});
    comparison result{.title = std::move(title), .conditions = std::move(why), .programs = {}, .figures = {}};
    auto contenders = everybody(with, origin.tls_url("/flags"), trusted, our_authorities);
    contenders.push_back(flags_contender(with, origin.tls_url("/flags"), our_authorities, {"--http2"}));
    result.programs = measure(contenders, site.all, with.how, with.scratch);
    const auto add = [&](const series& ours, const std::string& curl,
                         std::optional<compare::interval> target) {
        const auto& theirs = find(result.programs, curl);
        result.figures.push_back(ratio_figure(fmt::format("CPU, {} / {}", ours.name, curl), ours.cpu_seconds,
                                              theirs.cpu_seconds, target, with.how.seed));
        result.figures.push_back(ratio_figure(fmt::format("wall, {} / {}", ours.name, curl),
                                              ours.wall_seconds, theirs.wall_seconds, {}, with.how.seed));
    };
    add(result.programs.front(), "curl -Z --parallel-immediate", at_most(0.2));
    add(result.programs.back(), "curl -Z", {});
    return result;
}

} // namespace

const series& find(std::span<const series> programs, std::string_view name) {
    static const series nothing;
    const auto found = std::ranges::find(programs, name, &series::name);
    return found == programs.end() ? nothing : *found;
}

std::vector<comparison> small_files_row(const setup& with) {
    const flag_site site(with.scratch);
    const test::nginx origin({.root = site.root.path()});
    comparison result{
        .title = "1. 20 flags, whole process",
        .conditions =
            fmt::format("nginx with one worker on loopback, plain HTTP/1.1, {} files with {} bytes together; "
                        "the time from start to end of the program.",
                        site.all.files, site.all.bytes),
        .programs = measure(everybody(with, origin.url("/flags")), site.all, with.how, with.scratch),
        .figures = {}};
    const series& ours = result.programs.front();
    const auto add = [&](const std::string& what, const std::string& peer, auto figures,
                         std::optional<compare::interval> target) {
        result.figures.push_back(ratio_figure(fmt::format("{}, flags / {}", what, peer), ours.*figures,
                                              find(result.programs, peer).*figures, target, with.how.seed));
    };
    const std::string curl = "curl -Z --parallel-immediate";
    add("wall", curl, &series::wall_seconds, at_most(0.65));
    add("CPU", curl, &series::cpu_seconds, {});
    add("peak RSS", curl, &series::peak_rss_bytes, {});
    add("wall", "aiohttp", &series::wall_seconds, at_most(0.05));
    return {result};
}

std::vector<comparison> slow_origin_row(const setup& with) {
    const flag_site site(with.scratch); // Only for its numbers: `flags serve` has the same files of its own.
    const delayed_origin origin(with.flags_program);
    auto contenders = everybody(with, origin.base_url());
    contenders.push_back(flags_contender(with, origin.base_url(), {}, {"--mode", "sequential"}));
    comparison result{.title = "2. 20 flags, each answered after 100 ms",
                      .conditions =
                          "`flags serve --delay 0.1` in a process of its own is the origin for all programs.",
                      .programs = measure(contenders, site.all, with.how, with.scratch),
                      .figures = {}};
    result.figures = {median_figure("wall, flags", result.programs.front().wall_seconds, at_most(0.112),
                                    compare::format_seconds),
                      median_figure("wall, flags --mode sequential", result.programs.back().wall_seconds,
                                    compare::interval{.low = 2.0, .high = 2.1}, compare::format_seconds)};
    return {result};
}

std::vector<comparison> tls_row(const setup& with) {
    const test::test_ca authority;
    return {tls_comparison(
                with, authority, authority.bundle_with_system_cas(), authority.folder_with_system_cas(),
                "3a. 20 flags over TLS, as many authorities as a user has",
                "nginx with one worker on loopback, HTTP/2 offered, certificates verified. curl -Z "
                "uses one HTTP/2 connection, with --parallel-immediate 20 of them; flags 20 of HTTP/1.1, "
                "with --http2 one. Each program is "
                "given one file with the system's authorities and the test's, because loading so many is "
                "what a user's program does; flags a folder with the same, as it uses Debian's own."),
            tls_comparison(with, authority, authority.ca_file(), authority.ca_file(),
                           "3b. 20 flags over TLS, one authority",
                           "As 3a, but the file has the test's authority alone.")};
}

std::vector<comparison> all_countries_row(const setup& with) {
    compare::goal all;
    const catalog::countries known;
    for (const auto& code : known.codes()) {
        ++all.files;
        all.bytes +=
            std::filesystem::file_size(std::filesystem::path(flag_package) / (code.lower() + ".png"));
    }
    const auto at_once = [&](std::size_t requests) {
        return compare::contender{
            .name = fmt::format("flags --all -m {}", requests),
            .start = [&with, requests](const std::filesystem::path& folder) {
                process::command start;
                start.argv = {
                    with.flags_program,       "--all", "-s",   with.late_server, "--seed", "1", "-m",
                    std::to_string(requests), "-o",    folder, "--no-progress"};
                start.time_limit = compare::longest_run;
                return start;
            }};
    };
    comparison result{
        .title = "6. All countries, each answered after 0.5 to 5 s",
        .conditions =
            fmt::format("{} flags from the embedded server (-s DELAY, the book's delays, seed 1). With "
                        "fewer requests at once than flags, some wait for a second turn.",
                        all.files),
        .programs = measure(std::vector{at_once(200), at_once(all.files)}, all, with.how, with.scratch),
        .figures = {}};
    for (const auto& each : result.programs)
        result.figures.push_back(
            median_figure("wall, " + each.name, each.wall_seconds, at_most(5.2), compare::format_seconds));
    return {result};
}

} // namespace flags::bench
