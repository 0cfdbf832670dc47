// From options to jobs, from outcomes to codes on standard output.
#include "cli/get.hpp"

#include "cli/console.hpp"
#include "cli/hints.hpp"
#include "cli/jobs.hpp"
#include "cli/past_runs.hpp"
#include "cli/report_file.hpp"
#include "origin/server.hpp"
#include "report/json.hpp"
#include "report/summary.hpp"
#include "report/verbose.hpp"

#include <flags/aio/interrupt.hpp>
#include <flags/aio/run.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/catalog/url_template.hpp>
#include <flags/coro/event.hpp>
#include <flags/coro/gather.hpp>
#include <flags/coro/scope.hpp>
#include <flags/fetch/descriptors.hpp>
#include <flags/fetch/download.hpp>
#include <flags/fetch/journal.hpp>
#include <flags/fetch/store.hpp>
#include <flags/http/client.hpp>
#include <flags/http/url.hpp>

#include <spdlog/spdlog.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::cli {

namespace {

using std::chrono::steady_clock;

// What killed runs left in the folder goes away while this run downloads: not before requests are `under_way`, because
// the first work for a thread starts all of them, and libuv waits for each (1 ms on two cores, more when they are busy).
coro::task<> sweep_folder(std::filesystem::path folder, coro::event& under_way, console& out) {
    try {
        co_await under_way.wait();
        const fetch::sweep_result swept = co_await aio::to_thread(fetch::sweep, folder);
        if (swept.removed > 0)
            out.say(spdlog::level::debug, "{} temporary files of earlier runs were removed from {}",
                    swept.removed, folder.string());
        if (swept.first_failure)
            out.say(spdlog::level::warn, "{} temporary files of earlier runs could not be removed: {}",
                    swept.failed, swept.first_failure->what());
    } catch (const machine_error& e) {
        out.say(spdlog::level::warn, "temporary files of earlier runs were not looked for: {}", e.what());
    } catch (const coro::cancelled&) {
        out.say(spdlog::level::debug, "interrupted before temporary files of earlier runs were looked for");
    }
}

void show(const fetch::outcome& end, console& out) {
    for (const auto& tried : end.earlier)
        out.say(spdlog::level::debug, "{}: tried again after: {}", end.job.label,
                tried.cause.empty() ? "status " + std::to_string(tried.status) : tried.message);
    if (end.kind == fetch::outcome_kind::ok && !end.is_unchanged() && !end.is_skipped()) {
        out.code(end.job.label);
        out.say(spdlog::level::debug, "{}: {} bytes from {} in {:.1f} ms", end.job.label, end.last.bytes,
                end.job.url, std::chrono::duration<double, std::milli>(end.last.phases.total).count());
    }
    if (spdlog::should_log(spdlog::level::info))
        out.say(spdlog::level::info, "{}", with_hint(report::flag_line(end), end));
    else if (end.kind == fetch::outcome_kind::not_found || end.kind == fetch::outcome_kind::failed)
        out.say(spdlog::level::err, "{}: {}", end.job.label, with_hint(end.last.message, end));
}

coro::generator<fetch::job> counted(coro::generator<fetch::job> jobs, console& out) {
    while (auto each = jobs.next()) {
        out.begun();
        co_yield std::move(*each);
    }
}

coro::task<std::vector<fetch::outcome>> show_each(http::client& client, get_options options,
                                                  coro::generator<fetch::job> jobs, fetch::store files,
                                                  std::optional<fetch::journal> log, console& out) {
    auto outcomes = fetch::download_many(client, files, counted(std::move(jobs), out), options.max_requests,
                                         options.retries, std::move(log));
    std::vector<fetch::outcome> ends;
    while (auto end = co_await outcomes.next()) {
        out.ended(*end);
        show(*end, out);
        ends.push_back(std::move(*end));
    }
    client.first_request().set(); // also when nothing had to be asked
    out.say(spdlog::level::debug, "{} connections were opened", client.connections_opened());
    co_return ends;
}

coro::task<std::vector<fetch::outcome>> download(get_options options, coro::generator<fetch::job> jobs,
                                                 fetch::store files, std::optional<fetch::journal> log,
                                                 console& out) {
    http::client client(options.client);
    auto both = co_await coro::gather(
        show_each(client, options, std::move(jobs), std::move(files), std::move(log), out),
        sweep_folder(options.output_dir, client.first_request(), out));
    co_return std::get<0>(std::move(both));
}

coro::task<std::vector<fetch::outcome>> supervise(get_options options, coro::generator<fetch::job> jobs,
                                                  fetch::store files, std::optional<fetch::journal> log,
                                                  console& out, std::stop_source stop) {
    const aio::interrupt on_signal(std::move(stop));
    std::vector<fetch::outcome> ends;
    const auto work = [&](coro::scope& inside) -> coro::task<> {
        inside.spawn(out.keep_progress());
        ends = co_await download(options, std::move(jobs), std::move(files), std::move(log), out);
        inside.request_stop(); // the progress ends with them
    };
    co_await coro::with_scope(work);
    co_return ends;
}

exit_code code_of(const report::tally& count, std::size_t lost_lines, bool was_interrupted) {
    if (was_interrupted) return interrupted;
    if (count.storage_failures > 0 || lost_lines > 0) return machine_refused;
    return count.ok == count.all() ? all_ok : some_failed;
}

// The label of a server that has one.
std::string_view site_of(const get_options& options) {
    if (options.embedded) return options.server;
    return options.server == catalog::original_site ? "REMOTE" : "";
}

// The embedded server has its end of each connection in this process, too.
constexpr std::size_t descriptors_per_request(bool embedded) { return embedded ? 2 : 1; }

} // namespace

exit_code get(get_options options) {
    if (options.dry_run) {
        print_plan(options);
        return all_ok;
    }
    const fetch::journal_contents past = read_past(options);
    unfinished rest;
    if (options.retry) {
        rest = unfinished_in(past);
        if (rest.needs_embedded_server) options.embedded.emplace();
    }
    const std::size_t wanted = options.retry ? rest.jobs.size() : options.codes.size();
    std::optional<origin::server> embedded;
    if (options.embedded) embedded.emplace(*options.embedded);
    const std::string site = embedded ? embedded->base_url() : options.server;
    const std::string own_origin(embedded ? http::origin_of(site) : "");
    auto jobs = options.retry ? at_own_origin(std::move(rest.jobs), own_origin)
                              : jobs_for(options, catalog::url_template::parse(site));

    if (options.mode != download_mode::concurrent) options.max_requests = 1;
    if (options.mode == download_mode::sequential)
        options.client.connections = http::connection_policy::new_each;
    options.max_requests = std::clamp<std::size_t>(wanted, 1, options.max_requests);
    const std::size_t affordable =
        fetch::affordable_requests(options.max_requests, descriptors_per_request(embedded.has_value()));
    if (affordable < options.max_requests) {
        spdlog::warn("note: RLIMIT_NOFILE allows {} requests at once, not {}: raise `ulimit -n` for more",
                     affordable, options.max_requests);
        options.max_requests = affordable;
    }
    options.client.max_connections = options.max_requests;
    if (options.client.insecure)
        spdlog::warn("warning: --insecure: certificates are not verified, anybody may be the server");
    if (!options.retry)
        spdlog::info(report::initial_report(site_of(options), site, options.codes, options.max_requests));

    console out(wanted, options.progress && options.verbosity == 0);
    const fetch::store files(options.output_dir, {.fsync = options.fsync});
    std::optional<fetch::journal> log;
    if (options.journal) {
        log.emplace(*options.journal, own_origin);
        jobs = with_past(std::move(jobs), past, own_origin, options.resume.has_value());
    }
    const std::stop_source stop;
    const auto started = std::chrono::system_clock::now();
    const auto begun = steady_clock::now();
    const auto outcomes =
        aio::run(supervise(options, std::move(jobs), files, log, out, stop), stop.get_token());
    const std::chrono::duration<double> elapsed = steady_clock::now() - begun;

    const report::tally count(outcomes);
    out.close(report::closing_line(count, elapsed));
    if (count.already_there > 0 && !spdlog::should_log(spdlog::level::info)) // -v has said it
        spdlog::warn("note: {} {} there already", count.already_there,
                     count.already_there == 1 ? "flag was" : "flags were");
    const auto lost = log ? log->lost() : fetch::journal::loss();
    if (lost.first_failure)
        spdlog::error("flags: {} lines are missing: {}", lost.lines, lost.first_failure->what());
    spdlog::info(report::final_report(count, elapsed));
    if (options.json) {
        const report::run_facts facts{.started = started,
                                      .elapsed = elapsed,
                                      .server = options.server,
                                      .mode = std::string(to_string(options.mode)),
                                      .max_requests = options.max_requests,
                                      .extension = options.extension,
                                      .output_dir = options.output_dir.string(),
                                      .client = options.client,
                                      .retries = options.retries};
        write_report(*options.json, report::to_json(facts, outcomes));
    }
    const exit_code code = code_of(count, lost.lines, stop.stop_requested());
    return code == all_ok && rest.refused > 0 ? some_failed : code;
}

} // namespace flags::cli
