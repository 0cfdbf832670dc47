// Command lines of curl, aria2, wget2 and a Python script. No user's own settings are read by any of them.
#include "bench/peers.hpp"

#include "bench/machine.hpp"

#include <flags/base/error.hpp>

#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <fstream>
#include <string_view>
#include <utility>

namespace flags::bench {
namespace {

// One entry for each download, in the format of one program; returns the file's path.
template <class Format>
std::string write_list(const workload& what, const std::filesystem::path& folder, Format entry) {
    auto path = folder.string() + ".list";
    std::ofstream list(path);
    for (std::size_t i = 0; i < what.count; ++i)
        list << entry(what.at(i));
    list.flush();
    if (!list) throw storage_error(EIO, "cannot write " + path);
    return path;
}

command with_arguments(std::vector<std::string> argv) {
    command result;
    result.argv = std::move(argv);
    result.time_limit = longest_run;
    return result;
}

command curl(const workload& what, const std::filesystem::path& folder, bool immediate) {
    const auto list = write_list(what, folder, [&](const download& each) {
        return fmt::format("url = \"{}\"\noutput = \"{}\"\n", each.url, (folder / each.file_name).string());
    });
    auto start =
        with_arguments({"curl", "-q", "--silent", "--no-progress-meter", "--show-error", "--fail",
                        "--parallel", "--parallel-max", std::to_string(what.in_flight), "--config", list});
    if (immediate) start.argv.emplace_back("--parallel-immediate");
    if (!what.cacert.empty()) start.argv.insert(start.argv.end(), {"--cacert", what.cacert});
    return start;
}

command aria2(const workload& what, const std::filesystem::path& folder) {
    const auto list = write_list(what, folder, [](const download& each) {
        return fmt::format("{}\n  out={}\n", each.url, each.file_name);
    });
    auto start =
        with_arguments({"aria2c", "--no-conf", "--quiet", "--file-allocation=none", "--dir", folder,
                        "--max-concurrent-downloads", std::to_string(what.in_flight), "--input-file", list});
    if (!what.cacert.empty()) start.argv.emplace_back("--ca-certificate=" + what.cacert.string());
    return start;
}

command wget2(const workload& what, const std::filesystem::path& folder) {
    const auto list = write_list(what, folder, [](const download& each) { return each.url + '\n'; });
    auto start = with_arguments({"wget2", "--no-config", "--quiet", "--no-hsts", "--no-hpkp",
                                 "--no-tls-session-file", "--directory-prefix", folder, "--max-threads",
                                 std::to_string(what.in_flight), "--input-file", list});
    // The file holds all that is to be trusted; without "none" it would load the system's beside it.
    if (!what.cacert.empty())
        start.argv.insert(start.argv.end(), {"--ca-certificate", what.cacert, "--ca-directory", "none"});
    return start;
}

command aiohttp(const std::string& python, const workload& what, const std::filesystem::path& folder) {
    const auto list = write_list(
        what, folder, [](const download& each) { return fmt::format("{} {}\n", each.url, each.file_name); });
    auto start = with_arguments({python, FLAGS_BENCH_AIOHTTP_SCRIPT});
    if (!what.cacert.empty()) start.argv.insert(start.argv.end(), {"--cacert", what.cacert});
    start.argv.insert(start.argv.end(), {list, folder});
    return start;
}

// Debian's own Python first, because its packages are seen by no other.
std::pair<std::string, std::string> find_python_with_aiohttp() {
    for (const std::string python : {"/usr/bin/python3", "python3"}) {
        if (find_program(python).empty()) continue;
        const auto answer =
            run(with_arguments({python, "-c",
                                "import aiohttp, platform; print('aiohttp', aiohttp.__version__, 'on "
                                "Python', platform.python_version())"}));
        if (answer.exit_code == 0) return {python, answer.out.substr(0, answer.out.find('\n'))};
    }
    return {};
}

std::string version_if_there(const std::string& program) {
    return find_program(program).empty() ? std::string() : version_of(program);
}

} // namespace

std::vector<peer> find_peers() {
    const auto [python, aiohttp_version] = find_python_with_aiohttp();
    const auto curl_version = version_if_there("curl");
    const auto curl_start = [](bool immediate) {
        return [immediate](const workload& what, const std::filesystem::path& folder) {
            return curl(what, folder, immediate);
        };
    };
    return {
        {"curl -Z --parallel-immediate", "curl", curl_version, curl_start(true)},
        {"curl -Z", "curl", curl_version, curl_start(false)},
        {"aiohttp", "python3-aiohttp", aiohttp_version,
         [python](const workload& what, const std::filesystem::path& folder) {
             return aiohttp(python, what, folder);
         }},
        {"aria2c", "aria2", version_if_there("aria2c"), aria2},
        {"wget2", "wget2", version_if_there("wget2"), wget2},
    };
}

} // namespace flags::bench
