// Command lines of curl, aria2 and wget2, which leave the user's own settings unread, and of any shell command.
#include "compare/program.hpp"

#include "compare/machine.hpp"

#include <flags/base/error.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

namespace flags::compare {
namespace {

process::command with_arguments(std::vector<std::string> argv, const workload& what) {
    process::command result;
    result.argv = std::move(argv);
    result.time_limit = what.time_limit;
    return result;
}

process::command curl(const workload& what, const std::filesystem::path& folder, bool immediate) {
    const auto list = write_list(what, folder, [&](const download& each) {
        return fmt::format("url = \"{}\"\noutput = \"{}\"\n", each.url, (folder / each.file_name).string());
    });
    auto start =
        with_arguments({"curl", "-q", "--silent", "--no-progress-meter", "--show-error", "--fail",
                        "--parallel", "--parallel-max", std::to_string(what.in_flight), "--config", list},
                       what);
    if (immediate) start.argv.emplace_back("--parallel-immediate");
    if (!what.cacert.empty()) start.argv.insert(start.argv.end(), {"--cacert", what.cacert});
    return start;
}

process::command aria2(const workload& what, const std::filesystem::path& folder) {
    const auto list = write_list(what, folder, [](const download& each) {
        return fmt::format("{}\n  out={}\n", each.url, each.file_name);
    });
    auto start =
        with_arguments({"aria2c", "--no-conf", "--quiet", "--file-allocation=none", "--dir", folder,
                        "--max-concurrent-downloads", std::to_string(what.in_flight), "--input-file", list},
                       what);
    if (!what.cacert.empty()) start.argv.emplace_back("--ca-certificate=" + what.cacert.string());
    return start;
}

process::command wget2(const workload& what, const std::filesystem::path& folder) {
    const auto list = write_list(what, folder, [](const download& each) { return each.url + '\n'; });
    auto start = with_arguments({"wget2", "--no-config", "--quiet", "--no-hsts", "--no-hpkp",
                                 "--no-tls-session-file", "--directory-prefix", folder, "--max-threads",
                                 std::to_string(what.in_flight), "--input-file", list},
                                what);
    // The file holds all that is to be trusted; without "none" it would load the system's beside it.
    if (!what.cacert.empty())
        start.argv.insert(start.argv.end(), {"--ca-certificate", what.cacert, "--ca-directory", "none"});
    return start;
}

// Quoted, so that a shell takes it as one word and changes nothing in it.
std::string shell_word(std::string_view word) {
    std::string text = "'";
    for (const char c : word)
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

// In one pass: a value may hold the name of another place, in a URL or in TMPDIR.
std::string fill(std::string_view text, const std::map<std::string, std::string, std::less<>>& places) {
    std::string filled;
    while (!text.empty()) {
        const auto place =
            std::ranges::find_if(places, [&](const auto& each) { return text.starts_with(each.first); });
        const bool is_place = place != places.end();
        filled += is_place ? std::string_view(place->second) : text.substr(0, 1);
        text.remove_prefix(is_place ? place->first.size() : 1);
    }
    return filled;
}

std::string version_if_there(const std::string& program) {
    return process::find_program(program).empty() ? std::string() : version_of(program);
}

} // namespace

std::filesystem::path write_list(const workload& what, const std::filesystem::path& folder,
                                 const std::function<std::string(const download&)>& entry) {
    std::filesystem::path path = folder.string() + ".list";
    std::ofstream list(path);
    for (std::size_t i = 0; i < what.count; ++i)
        list << entry(what.at(i));
    list.flush();
    if (!list) throw storage_error(EIO, "cannot write " + path.string());
    return path;
}

std::vector<program> command_line_peers() {
    const auto curl_version = version_if_there("curl");
    const auto curl_start = [](bool immediate) {
        return [immediate](const workload& what, const std::filesystem::path& folder) {
            return curl(what, folder, immediate);
        };
    };
    const auto peer = [](const std::string& name, const std::string& package, const std::string& version,
                         auto start) {
        return program{
            .name = name, .package = package, .version = version, .command = {name}, .start = start};
    };
    return {peer("curl -Z --parallel-immediate", "curl", curl_version, curl_start(true)),
            peer("curl -Z", "curl", curl_version, curl_start(false)),
            peer("aria2c", "aria2", version_if_there("aria2c"), aria2),
            peer("wget2", "wget2", version_if_there("wget2"), wget2)};
}

program shell_peer(const std::string& name, const std::string& command) {
    const auto start = [command](const workload& what, const std::filesystem::path& folder) {
        const auto list = write_list(what, folder, [](const download& each) { return each.url + '\n'; });
        std::string urls;
        for (std::size_t place = 0; place < what.count; ++place)
            urls += (place > 0 ? " " : "") + shell_word(what.at(place).url);
        const auto line = fill(command, {{"{list}", shell_word(list.string())},
                                         {"{dir}", shell_word(folder.string())},
                                         {"{urls}", urls}});
        return with_arguments({"sh", "-c", line}, what);
    };
    return {.name = name, .command = {"sh", "-c", command}, .start = start};
}

} // namespace flags::compare
