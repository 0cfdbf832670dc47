// Attempts until one is enough, and many jobs that share a semaphore.
#include <flags/aio/sleep.hpp>
#include <flags/aio/timeout.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/coro/as_completed.hpp>
#include <flags/coro/shield.hpp>
#include <flags/fetch/download.hpp>
#include <flags/http/url.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::fetch {

using std::chrono::steady_clock;

namespace {

struct next_attempt {
    bool is_due = false;
    std::optional<std::chrono::milliseconds> back_off{}; // none when the gate makes it wait
};

// What the attempt means for its host: whether that holds back, fails or answers.
void tell_of_host(const attempt& last, const std::string& host, steady_clock::time_point begun,
                  std::chrono::milliseconds wait, shared_limits& shared, host_gate::pass& pass) {
    const bool holds = holds_back_the_host(last.status);
    if (holds || (last.status == 0 && last.worth_retrying))
        shared.budget.failed(host, begun, steady_clock::now(), last.message);
    else if (last.status != 0)
        shared.budget.answered(host);
    // Nobody has to wait for a host of which nothing more is asked.
    if (holds && shared.budget.refusal(host) == nullptr)
        pass.hold(wait);
    else if (last.status != 0)
        pass.answered();
}

next_attempt plan_after(const outcome& result, const std::string& host, steady_clock::time_point begun,
                        shared_limits& shared, host_gate::pass& pass) {
    const attempt& last = result.last;
    const int attempts = static_cast<int>(result.attempts());
    const auto wait = wait_before_retry(shared.retries, attempts, last.retry_after, shared.random);
    tell_of_host(last, host, begun, wait, shared, pass);
    // A TLS handshake that fails twice is not retried again.
    const bool is_due = last.worth_retrying && attempts <= shared.retries.retries &&
                        (last.cause != "tls" || attempts == 1) && shared.budget.refusal(host) == nullptr;
    return {.is_due = is_due,
            .back_off = holds_back_the_host(last.status) ? std::nullopt : std::optional(wait)};
}

outcome not_begun(job what, std::vector<attempt> earlier) {
    return {.job = std::move(what),
            .last = {.started = std::chrono::system_clock::now()},
            .earlier = std::move(earlier)};
}

void end(outcome& result, outcome_kind kind, std::string_view cause, std::string_view why) {
    result.kind = kind;
    result.last.cause = cause;
    result.last.message = result.job.url + ": " + std::string(why);
}

// One attempt after its back-off; `next` becomes what follows, `earlier` goes into the outcome.
coro::task<outcome> try_once(http::client& client, const store& files, shared_limits& shared, job what,
                             std::vector<attempt>& earlier, next_attempt& next) {
    if (next.back_off) co_await aio::sleep(*next.back_off);
    const std::string host(http::origin_of(what.url));
    auto pass = co_await shared.gate.enter(host);
    if (const std::string* const why = shared.budget.refusal(host)) {
        outcome refused = not_begun(std::move(what), std::move(earlier));
        end(refused, outcome_kind::failed, "host", *why);
        next = {};
        co_return refused;
    }
    const auto begun = steady_clock::now();
    outcome result = co_await download_one(client, files, shared.permits, std::move(what));
    result.earlier = std::move(earlier);
    next = plan_after(result, host, begun, shared, pass);
    co_return result;
}

// The same, ended by the deadline if there is one.
coro::task<outcome> try_in_time(http::client& client, const store& files, shared_limits& shared, job what,
                                std::vector<attempt>& earlier, next_attempt& next) {
    const auto deadline = shared.retries.deadline;
    if (!deadline) co_return co_await try_once(client, files, shared, std::move(what), earlier, next);
    outcome result;
    const auto left = *deadline - steady_clock::now();
    try {
        if (left <= steady_clock::duration::zero()) throw aio::timed_out(left);
        result = co_await aio::timeout(left, try_once(client, files, shared, what, earlier, next));
    } catch (const aio::timed_out&) {
        result = not_begun(std::move(what), std::move(earlier));
    }
    const bool is_stopped = (co_await coro::this_stop_token()).stop_requested();
    if (result.kind == outcome_kind::cancelled && !is_stopped) {
        end(result, outcome_kind::failed, "deadline", "unfinished when the time for all was over");
        next = {};
    }
    co_return result;
}

} // namespace

coro::task<outcome> download_with_retries(http::client& client, const store& files, shared_limits& shared,
                                          job what, std::optional<journal> log) {
    std::vector<attempt> earlier;
    next_attempt next;
    while (true) {
        outcome result;
        try {
            result = co_await try_in_time(client, files, shared, what, earlier, next);
        } catch (const coro::cancelled&) {
            result = not_begun(what, std::move(earlier));
            end(result, outcome_kind::cancelled, "cancelled", "cancelled");
            next = {};
        }
        // By value, and also after a stop request: the line belongs to the attempt, as the file does.
        if (log && !result.is_skipped()) co_await coro::shield(aio::to_thread(&journal::write, *log, result));
        if (!next.is_due) co_return result;
        earlier = std::move(result.earlier);
        earlier.push_back(std::move(result.last));
    }
}

coro::async_generator<outcome> download_many(http::client& client, const store& files,
                                             coro::generator<job> jobs, admission& permits,
                                             retry_policy retries, std::optional<journal> log) {
    shared_limits shared{.permits = permits, .retries = retries};
    const auto downloads = [](http::client& from, const store& to, shared_limits& limits,
                              std::optional<journal> attempts,
                              coro::generator<job> each) -> coro::generator<coro::task<outcome>> {
        while (auto next = each.next())
            co_yield download_with_retries(from, to, limits, std::move(*next), attempts);
    };
    auto finished = coro::as_completed(downloads(client, files, shared, std::move(log), std::move(jobs)),
                                       permits.look_ahead());
    while (auto result = co_await finished.next())
        co_yield std::move(*result);
}

coro::async_generator<outcome> download_many(http::client& client, const store& files,
                                             coro::generator<job> jobs, std::size_t max_requests,
                                             retry_policy retries, std::optional<journal> log) {
    admission permits(max_requests);
    auto finished = download_many(client, files, std::move(jobs), permits, retries, std::move(log));
    while (auto result = co_await finished.next())
        co_yield std::move(*result);
}

} // namespace flags::fetch
