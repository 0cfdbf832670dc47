// The engine: jobs in, outcomes out, as they finish.
#pragma once

#include <flags/base/random.hpp>
#include <flags/coro/async_generator.hpp>
#include <flags/coro/generator.hpp>
#include <flags/coro/task.hpp>
#include <flags/fetch/admission.hpp>
#include <flags/fetch/host_budget.hpp>
#include <flags/fetch/host_gate.hpp>
#include <flags/fetch/job.hpp>
#include <flags/fetch/journal.hpp>
#include <flags/fetch/outcome.hpp>
#include <flags/fetch/retry.hpp>
#include <flags/fetch/store.hpp>
#include <flags/http/client.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

namespace flags::fetch {

/// Waits for a permit, gets, checks and saves one file.
/// Like: download_one of the book's asynchronous programs.
/// Errors: none but std::bad_alloc; every failure is in the outcome.
/// A file that its server names takes a second request, under a permit of its own, before it is saved.
/// Suspends: a permit is held for a request only; checking and saving are one job on a worker thread.
/// Cancel: gives an outcome of kind cancelled, unless the file was being saved already: that is waited for
/// and counts.
/// Lifetime: client, files and permits outlive the task.
[[nodiscard]] coro::task<outcome> download_one(http::client& client, const store& files, admission& permits,
                                               job what);

/// State that the downloads of one run share.
/// Threads: loop thread only.
struct shared_limits {
    admission& permits; ///< one for each request in flight
    retry_policy retries;
    splitmix64 random = seeded_by_the_clock(); ///< draws the jitter, a different one in each run
    host_gate gate{};
    host_budget budget{retries.patience};
};

/// download_one, repeated while the failure is transient and the policy allows it. A `log` gets a line for each attempt,
/// and one if the job is cancelled before its first.
/// Suspends: between attempts for the back-off, without a permit. A 429 or 503 holds back its whole host: other
/// downloads from it wait, too, and then one request goes first as a probe. When the policy's patience with a host or its
/// time is over, the outcome is a failure without a request.
/// Cancel: as download_one; a back-off ends at once.
/// Lifetime: client, files and shared outlive the task.
[[nodiscard]] coro::task<outcome> download_with_retries(http::client& client, const store& files,
                                                        shared_limits& shared, job what,
                                                        std::optional<journal> log = std::nullopt);

/// Runs jobs with as many requests in flight as `permits` allow and gives the outcomes in finishing order.
/// Like: the as_completed loop of the book's flags2_asyncio.py; but jobs come from a lazy sequence, and are
/// taken only when there is room, so memory does not grow with their number: at most twice as many
/// as there may be permits are held, half of them waiting to be saved or to be asked for. With 1, jobs run strictly one after
/// another. None is retried unless `retries` says so. A `log` gets a line for each attempt, and for each job that was
/// cancelled before its first.
/// Errors: those of `jobs`, after the running downloads have ended.
/// Cancel: next() still gives an outcome for each job: a running one is cancelled, any other is cancelled without
/// being begun.
/// Lifetime: client, files and permits outlive the generator.
[[nodiscard]] coro::async_generator<outcome> download_many(http::client& client, const store& files,
                                                           coro::generator<job> jobs, admission& permits,
                                                           retry_policy retries = {.retries = 0},
                                                           std::optional<journal> log = std::nullopt);

/// How jobs of a long list are begun.
struct turns_of_hosts {
    std::size_t per_host = SIZE_MAX;        ///< under way of one origin, at most; at least 1
    std::size_t read_ahead = 10'000;        ///< jobs that are read before they can be begun, at most
    std::function<void()> on_begun = [] {}; ///< called for each job, when it is
};

/// The same for a list that makes one wait (a pipe, for example): downloads go on while it does. Jobs are read ahead, and
/// hosts take turns, so that one that is slow does not fill the window: what is begun next is a job of the host that has the
/// fewest under way, and while there are others a host has at most a quarter of what is held.
/// Cancel: what is under way gives an outcome; what is only read gives none.
[[nodiscard]] coro::async_generator<outcome> download_many(http::client& client, const store& files,
                                                           coro::async_generator<job> jobs,
                                                           admission& permits, turns_of_hosts order,
                                                           retry_policy retries = {.retries = 0},
                                                           std::optional<journal> log = std::nullopt);

/// The same as the first with a constant number, at least 1.
[[nodiscard]] coro::async_generator<outcome>
download_many(http::client& client, const store& files, coro::generator<job> jobs, std::size_t max_requests,
              retry_policy retries = {.retries = 0}, std::optional<journal> log = std::nullopt);

} // namespace flags::fetch
