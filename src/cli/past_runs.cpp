// Journals are found by URL, so that validators never go to another server than the one that gave them.
#include "cli/past_runs.hpp"

#include <flags/catalog/url.hpp>
#include <flags/fetch/content.hpp>

#include <spdlog/spdlog.h>

#include <filesystem>
#include <map>
#include <string_view>
#include <utility>

namespace flags::cli {

namespace {

// Of a list that a machine's memory has room for; there are never so many countries.
constexpr std::size_t most_listed = 10'000'000;

constexpr std::string_view any_origin = "http://127.0.0.1:0"; // the server does not run yet

void recall(fetch::job& what, const fetch::journal_contents& past, std::string_view own_origin, bool resume) {
    what.fingerprint = true;
    const auto known = past.files.find(fetch::to_journal_url(what.url, own_origin));
    if (known == past.files.end() || what.named_by || known->second.target != what.file_name) return;
    const auto& copy = known->second.copy;
    if (copy && !what.wanted_sha256.empty() && copy->sha256 != what.wanted_sha256) return;
    what.known = copy;
    what.skip_if_there = resume && known->second.last == fetch::outcome_kind::ok;
}

} // namespace

fetch::journal_contents read_past(const get_options& options) {
    const auto& file = options.resume ? options.resume : options.journal;
    if (!file) return {};
    fetch::journal_contents past =
        options.list || options.retry ? fetch::read_journal(*file, most_listed) : fetch::read_journal(*file);
    if (past.damaged > 0)
        spdlog::warn("warning: {}: {} damaged {} skipped, the first is line {}", file->string(), past.damaged,
                     past.damaged == 1 ? "line was" : "lines were", past.first_damaged);
    return past;
}

coro::generator<fetch::job> with_past(coro::generator<fetch::job> jobs, fetch::journal_contents past,
                                      std::string own_origin, bool resume) {
    while (auto each = jobs.next()) {
        recall(*each, past, own_origin, resume);
        co_yield std::move(*each);
    }
}

coro::async_generator<fetch::job> with_past(coro::async_generator<fetch::job> jobs,
                                            fetch::journal_contents past, bool resume) {
    while (auto each = co_await jobs.next()) {
        recall(*each, past, {}, resume);
        co_yield std::move(*each);
    }
}

unfinished unfinished_in(const fetch::journal_contents& past) {
    using known_url = std::pair<const std::string, fetch::journalled_file>;
    // Several servers may have been asked for one file: the last of them counts.
    std::map<std::string_view, const known_url*> last;
    std::vector<const known_url*> wanted;
    for (const auto& known : past.files) {
        if (known.second.target.empty()) {
            wanted.push_back(&known);
            continue;
        }
        const auto [at, is_new] = last.emplace(known.second.target, &known);
        if (!is_new && at->second->second.line < known.second.line) at->second = &known;
    }
    for (const auto& [target, known] : last)
        wanted.push_back(known);

    unfinished rest;
    std::string reason;
    for (const auto* const known : wanted) {
        const auto& [url, file] = *known;
        if (file.last == fetch::outcome_kind::ok || file.last == fetch::outcome_kind::not_found) continue;
        const auto expected =
            fetch::media_type_from_extension(std::filesystem::path(file.target).extension().string());
        auto fault = catalog::url_fault(fetch::from_journal_url(url, any_origin));
        if (!expected) fault = "its file has no name of an image";
        if (fault) {
            if (rest.refused++ == 0) reason = file.label + ": " + *fault;
            continue;
        }
        rest.jobs.push_back({.label = file.label,
                             .url = url,
                             .file_name = file.target,
                             .expected = expected,
                             .wanted_sha256 = file.wanted_sha256});
        rest.needs_embedded_server |= fetch::is_embedded_url(url);
    }
    if (rest.refused > 0)
        spdlog::warn("warning: {} of the journal's flags cannot be asked for again, the first is {}",
                     rest.refused, reason);
    return rest;
}

coro::generator<fetch::job> at_own_origin(std::vector<fetch::job> jobs, std::string own_origin) {
    for (auto& each : jobs) {
        each.url = fetch::from_journal_url(each.url, own_origin);
        co_yield std::move(each);
    }
}

} // namespace flags::cli
