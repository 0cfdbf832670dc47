// Command lines. Each program is told to do the same, as its manual says is fastest.
#include "cli/variants.hpp"

#include "base/this_system.hpp"

#include <flags/base/error.hpp>
#include <flags/catalog/url_template.hpp>

#include <spdlog/fmt/fmt.h>

#include <array>
#include <string_view>
#include <system_error>
#include <utility>

namespace flags::cli {

namespace {

// A word that a shell takes as it is.
std::string shell_word(std::string_view word) {
    std::string text = "'";
    for (const char c : word)
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

std::string replace_all(std::string text, std::string_view what, const std::string& with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
    return text;
}

participant mode_of_flags(const compare_options& options, const compared_site& site, download_mode mode,
                          std::chrono::milliseconds time_limit) {
    std::vector<std::string> words{"get"};
    for (const auto& code : options.codes)
        words.push_back(code.upper());
    // A thin link that all connections share may leave one of them without a byte for long.
    words.insert(words.end(),
                 {"-s", site.server, "--ext", options.extension, "--mode", std::string(to_string(mode)), "-m",
                  std::to_string(options.max_requests), "--timeout", "60", "--no-progress"});
    if (!site.ca_file.empty()) words.insert(words.end(), {"--cacert", site.ca_file});
    const std::string name(to_string(mode));
    participant result{
        .program = {.how = {.name = name,
                            .start =
                                [words, time_limit,
                                 program = this_program()](const std::filesystem::path& folder) {
                                    process::command start{.argv = {program}, .time_limit = time_limit};
                                    start.argv.insert(start.argv.end(), words.begin(), words.end());
                                    start.argv.insert(start.argv.end(),
                                                      {"-o", folder, "--json", folder.string() + ".json"});
                                    return start;
                                }},
                    .reports = true},
        .facts = {.name = name, .is_flags = true, .version = FLAGS_VERSION, .command = {"flags"}}};
    result.facts.command.insert(result.facts.command.end(), words.begin(), words.end());
    if (mode == download_mode::sequential) result.facts.manner = compare::concurrency::one_new_each;
    if (mode == download_mode::sequential_keepalive) result.facts.manner = compare::concurrency::one_kept;
    return result;
}

participant peer_by_shell(const peer_command& peer, const compare::workload& what) {
    const auto start = [peer, what](const std::filesystem::path& folder) {
        const auto list =
            compare::write_list(what, folder, [](const compare::download& each) { return each.url + '\n'; });
        std::string urls;
        for (std::size_t place = 0; place < what.count; ++place)
            urls += (place > 0 ? " " : "") + shell_word(what.at(place).url);
        auto line = replace_all(peer.command, "{list}", shell_word(list.string()));
        line = replace_all(std::move(line), "{dir}", shell_word(folder.string()));
        return process::command{.argv = {"sh", "-c", replace_all(std::move(line), "{urls}", urls)},
                                .time_limit = what.time_limit};
    };
    return {.program = {.how = {.name = peer.name, .start = start}},
            .facts = {.name = peer.name, .command = {"sh", "-c", peer.command}}};
}

} // namespace

std::vector<std::string> urls_for(const compare_options& options, const std::string& server) {
    const auto from = catalog::url_template::parse(server);
    std::vector<std::string> urls;
    urls.reserve(options.codes.size());
    for (const auto& code : options.codes)
        urls.push_back(from.url_for(code, options.extension));
    return urls;
}

std::vector<participant> participants_for(const compare_options& options, const compared_site& site,
                                          std::span<const compare::peer> peers,
                                          std::chrono::milliseconds time_limit) {
    std::vector<participant> all;
    for (const auto mode :
         {download_mode::sequential, download_mode::sequential_keepalive, download_mode::concurrent})
        all.push_back(mode_of_flags(options, site, mode, time_limit));
    const compare::workload what{.count = options.codes.size(),
                                 .at =
                                     [urls = urls_for(options, site.server), codes = options.codes,
                                      extension = options.extension](std::size_t place) {
                                         return compare::download{.url = urls.at(place),
                                                                  .file_name = codes.at(place).upper() + "." +
                                                                               extension};
                                     },
                                 .in_flight = options.max_requests,
                                 .cacert = site.ca_file,
                                 .time_limit = time_limit};
    for (const auto& peer : peers)
        if (!peer.version.empty())
            all.push_back({.program = {.how = {.name = peer.name,
                                               .start =
                                                   [peer, what](const std::filesystem::path& folder) {
                                                       return peer.start(what, folder);
                                                   }}},
                           .facts = {.name = peer.name, .version = peer.version, .command = {peer.name}}});
    for (const auto& peer : options.own_peers)
        all.push_back(peer_by_shell(peer, what));
    return all;
}

} // namespace flags::cli
