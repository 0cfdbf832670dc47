// Outcomes, files and the journal of one run agree, whatever the servers do.
#include "soak/rounds.hpp"
#include "support/read_file.hpp"
#include "support/temp_dir.hpp"

#include <flags/aio/run.hpp>
#include <flags/coro/cancelled.hpp>
#include <flags/fetch/download.hpp>
#include <flags/fetch/journal.hpp>
#include <flags/fetch/store.hpp>
#include <flags/http/client.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <stop_token>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

namespace flags::test {

namespace {

constexpr std::size_t files_in_a_round = 16;

struct plan {
    std::string name;
    std::size_t requests = 1;
    bool automatic = false;
    http::connection_policy connections = http::connection_policy::keep_alive;
    std::size_t stop_after = files_in_a_round * 2; // outcomes
};

plan drawn_plan(splitmix64& random) {
    plan result;
    switch (random() % 4) {
    case 0:
        result.name = "sequential";
        result.connections = http::connection_policy::new_each;
        break;
    case 1:
        result.name = "sequential-keepalive";
        break;
    case 2:
        result.name = "constant";
        result.requests = 2 + random() % 19;
        break;
    default:
        result.name = "automatic";
        result.requests = 20;
        result.automatic = true;
    }
    if (random() % 4 == 0) result.stop_after = random() % files_in_a_round;
    return result;
}

std::unique_ptr<fetch::admission> permits_of(const plan& how) {
    if (!how.automatic) return std::make_unique<fetch::admission>(how.requests);
    return std::make_unique<fetch::admission>(
        window::limits{.per_origin = how.requests, .in_all = how.requests});
}

coro::generator<fetch::job> each_of(std::vector<fetch::job> jobs) {
    for (auto& job : jobs)
        co_yield std::move(job);
}

coro::task<std::vector<fetch::outcome>> run_all(const fetch::store& files, std::vector<fetch::job> jobs,
                                                plan how, std::filesystem::path journal,
                                                std::stop_source stop) {
    http::client_options options;
    options.stall_timeout = 100ms;
    options.max_time = 200ms;
    options.max_body_bytes = std::size_t{1} << 20U;
    options.connections = how.connections;
    options.environment_proxy = false;
    http::client client(options);
    const auto permits = permits_of(how);
    auto finished = fetch::download_many(
        client, files, each_of(std::move(jobs)), *permits,
        {.retries = 1, .base = 5ms, .max_wait = 20ms, .patience = {.time = 200ms}}, fetch::journal(journal));
    std::vector<fetch::outcome> ends;
    while (auto end = co_await finished.next()) {
        ends.push_back(std::move(*end));
        if (ends.size() == how.stop_after) stop.request_stop();
    }
    promise(permits->in_flight() == 0, "a permit was not given back");
    co_return ends;
}

std::vector<fetch::job> jobs_for(const bad_servers& servers, splitmix64& random) {
    std::vector<fetch::job> jobs;
    for (std::size_t n = 0; n < files_in_a_round; ++n) {
        const std::string label = "f" + std::to_string(n);
        jobs.push_back(
            {.label = label,
             .url = random() % 3 == 0 ? servers.late_url() + "/bd/bd.png?" + label : servers.mixed_url(label),
             .file_name = label + ".png",
             .expected = fetch::media_type::png,
             .fingerprint = true});
    }
    return jobs;
}

// What was saved is whole and told; nothing else is in the folder.
void check_folder(const std::filesystem::path& folder, const std::set<std::string>& saved) {
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename();
        promise(saved.contains(name), name + " is there, and nobody said so");
        promise(read_file(entry.path()) == right_flag(), name + " is not the flag");
        ++found;
    }
    promise(found == saved.size(), "a file that was said to be saved is not there");
}

void check_journal(const std::filesystem::path& file, const std::vector<fetch::outcome>& ends) {
    const auto past = fetch::read_journal(file);
    promise(past.damaged == 0, "the journal has damaged lines");
    for (const auto& end : ends) {
        const auto line = past.files.find(end.job.url);
        promise(line != past.files.end(), end.job.label + " is not in the journal");
        promise(line->second.last == end.kind, "the journal tells otherwise of " + end.job.label);
    }
}

} // namespace

void engine_round(bad_servers& servers, splitmix64& random, tally& all) {
    const temp_dir home;
    const auto journal = home.path() / "journal";
    const fetch::store files(home.path() / "flags");
    auto jobs = jobs_for(servers, random);
    std::set<std::string> saved;
    for (int run = 0; run < 2; ++run) {
        const plan how = drawn_plan(random);
        if (random() % 4 == 0) servers.close_next(random() % 4);
        std::stop_source stop;
        const auto ends = aio::run(run_all(files, jobs, how, journal, stop), stop.get_token());
        promise(ends.size() == jobs.size(), how.name + ": not one outcome for each file");
        for (const auto& end : ends) {
            if (end.kind == fetch::outcome_kind::ok)
                saved.insert(end.job.file_name);
            else
                promise(!end.last.message.empty(), end.job.label + " failed without a sentence");
        }
        check_folder(home.path() / "flags", saved);
        check_journal(journal, ends);
        all.files += ends.size();
        if (stop.stop_requested()) ++all.stopped;
        std::erase_if(jobs, [&saved](const fetch::job& each) { return saved.contains(each.file_name); });
        all.saved += run == 0 ? 0 : saved.size();
        if (jobs.empty()) break;
    }
}

} // namespace flags::test
