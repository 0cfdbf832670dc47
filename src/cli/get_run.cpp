// From jobs to outcomes.
#include "cli/get_run.hpp"

#include "cli/hints.hpp"
#include "cli/path_memory.hpp"
#include "report/verbose.hpp"

#include <flags/aio/interrupt.hpp>
#include <flags/aio/run.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/coro/async_generator.hpp>
#include <flags/coro/event.hpp>
#include <flags/coro/gather.hpp>
#include <flags/coro/scope.hpp>
#include <flags/fetch/admission.hpp>
#include <flags/fetch/download.hpp>
#include <flags/fetch/store.hpp>
#include <flags/http/client.hpp>
#include <flags/window/limits.hpp>
#include <flags/window/state.hpp>

#include <spdlog/spdlog.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace flags::cli {

namespace {

// What killed runs left in the folder goes away while this run downloads: not before requests are `under_way`, because
// the first work for a thread starts all of them, and libuv waits for each (1 ms on two cores, more when they are busy).
coro::task<> sweep_folder(std::filesystem::path folder, coro::event& under_way, console& out) {
    try {
        co_await under_way.wait();
        const fetch::sweep_result swept = co_await aio::to_thread(fetch::sweep, folder);
        if (swept.removed > 0)
            out.say(spdlog::level::debug, "temporary files of earlier runs removed from {}: {}",
                    folder.string(), swept.removed);
        if (swept.first_failure)
            out.say(spdlog::level::warn, "temporary files of earlier runs not removed: {}, the first: {}",
                    swept.failed, swept.first_failure->what());
    } catch (const machine_error& e) {
        out.say(spdlog::level::warn, "temporary files of earlier runs were not looked for: {}", e.what());
    } catch (const coro::cancelled&) {
        out.say(spdlog::level::debug, "interrupted before temporary files of earlier runs were looked for");
    }
}

void show(const fetch::outcome& result, list_ends* list, console& out) {
    if (list != nullptr) list->add(result, out);
    for (const auto& tried : result.earlier)
        out.say(spdlog::level::debug, "{}: tried again after: {}", result.job.label,
                tried.cause.empty() ? "status " + std::to_string(tried.status) : tried.message);
    if (result.kind == fetch::outcome_kind::ok && !result.is_unchanged() && !result.is_skipped()) {
        if (list == nullptr) out.code(result.job.label);
        out.say(spdlog::level::debug, "{}: {} bytes from {} in {:.1f} ms", result.job.label,
                result.last.bytes, result.job.url,
                std::chrono::duration<double, std::milli>(result.last.phases.total).count());
    }
    if (spdlog::should_log(spdlog::level::info))
        out.say(spdlog::level::info, "{}", with_hint(report::flag_line(result), result));
    else if (!list &&
             (result.kind == fetch::outcome_kind::not_found || result.kind == fetch::outcome_kind::failed))
        out.say(spdlog::level::err, "{}: {}", result.job.label, with_hint(result.last.message, result));
}

coro::generator<fetch::job> counted(coro::generator<fetch::job> jobs, console& out) {
    while (auto each = jobs.next()) {
        out.begun();
        co_yield std::move(*each);
    }
}

coro::task<> show_each(coro::async_generator<fetch::outcome> outcomes, http::client& client, console& out,
                       bool keep, get_result& ends) {
    while (auto result = co_await outcomes.next()) {
        out.ended(*result);
        show(*result, ends.list.get(), out);
        ends.count.add(*result);
        if (keep) ends.outcomes.push_back(std::move(*result));
    }
    client.first_request().set(); // also when nothing had to be asked
    out.say(spdlog::level::debug, "connections opened: {}", client.connections_opened());
}

fetch::admission permits_for(const get_plan& plan, const known_paths& known) {
    if (!plan.automatic) return fetch::admission(plan.max_requests);
    return fetch::admission(window::limits{.per_origin = plan.max_requests, .in_all = plan.max_in_all},
                            known.prior());
}

coro::task<> download(get_plan& plan, const get_options& options, const fetch::store& files,
                      std::optional<fetch::journal> log, const known_paths& known, console& out,
                      get_result& result) {
    http::client client(plan.client);
    fetch::admission permits = permits_for(plan, known);
    fetch::retry_policy retries = options.retries;
    if (options.deadline) retries.deadline = std::chrono::steady_clock::now() + *options.deadline;
    auto outcomes =
        plan.listed
            ? fetch::download_many(client, files, *std::move(plan.listed), permits,
                                   {.per_host = options.list->per_host, .on_begun = [&out] { out.begun(); }},
                                   retries, std::move(log))
            : fetch::download_many(client, files, counted(*std::move(plan.jobs), out), permits, retries,
                                   std::move(log));
    const bool keep = !options.list || options.json;
    co_await coro::gather(show_each(std::move(outcomes), client, out, keep, result),
                          sweep_folder(options.output_dir, client.first_request(), out));
    result.ways = permits.seen();
}

coro::task<> supervise(coro::task<> downloads, console& out, std::stop_source stop) {
    const aio::interrupt on_signal(std::move(stop));
    const auto work = [&](coro::scope& inside) -> coro::task<> {
        inside.spawn(out.keep_progress());
        co_await std::move(downloads);
        inside.request_stop(); // the progress ends with them
    };
    co_await coro::with_scope(work);
}

} // namespace

get_result run_get(const get_options& options, get_plan& plan, console& out) {
    const fetch::store files(options.output_dir, {.fsync = options.fsync, .takes_paths = true});
    std::optional<fetch::journal> log;
    if (options.journal) log.emplace(*options.journal, plan.own_origin);
    known_paths known(options, plan, out);
    get_result result{.started = std::chrono::system_clock::now(), .begun = std::chrono::steady_clock::now()};
    if (options.list) result.list = std::make_unique<list_ends>(options.list->failed);
    const std::stop_source stop;
    aio::run(supervise(download(plan, options, files, log, known, out, result), out, stop), stop.get_token());
    result.elapsed = std::chrono::steady_clock::now() - result.begun;
    known.learn(result.ways);
    for (const fetch::way_record& each : result.ways)
        out.say(spdlog::level::info, "{}", window::explain(each.past.rows().back().figures));
    if (log) result.lost = log->lost();
    result.interrupted = stop.stop_requested();
    return result;
}

} // namespace flags::cli
