// One job is one coroutine; many of them share a semaphore.
#include "fetch/ask_twice.hpp"
#include "fetch/sha256.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/aio/timeout.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/as_completed.hpp>
#include <flags/coro/shield.hpp>
#include <flags/fetch/download.hpp>
#include <flags/http/error.hpp>
#include <flags/http/url.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace flags::fetch {

namespace {

using std::chrono::duration_cast;
using std::chrono::steady_clock;

constexpr bool is_missing(int status) { return status == 404 || status == 410; }

// On a worker: nothing here touches the loop.
std::optional<saved_copy> check_and_save(const store& files, const job& what, const std::string& body) {
    if (what.expected) check_content(body, *what.expected, what.url);
    files.save(what.file_name, body);
    if (!what.fingerprint) return std::nullopt;
    sha256 hash;
    hash.add(body);
    return saved_copy{.size = body.size(), .sha256 = hash.hex()};
}

std::optional<http::validators> condition_of(const job& what) {
    if (what.known) return what.known->validators;
    return what.fingerprint ? std::optional(http::validators()) : std::nullopt;
}

// A 304 to a request without a condition, or from elsewhere, is about a copy that does not exist here.
bool may_be_unchanged(const job& what, const http::response& answer) {
    return answer.status == 304 && what.known && what.known->validators != http::validators() &&
           !answer.redirected;
}

void note_answer(attempt& tried, const http::response& answer) {
    tried.status = answer.status;
    tried.bytes = answer.received;
    tried.http_version = answer.http_version;
    tried.reused_connection = answer.reused_connection;
    tried.remote_ip = answer.remote_ip;
    tried.local_port = answer.local_port;
    tried.worth_retrying = is_worth_a_retry(answer.status);
    tried.retry_after = answer.retry_after;
    const auto blocked = tried.phases.blocked;
    tried.phases = answer.phases;
    tried.phases.blocked += blocked;
    tried.phases.total += blocked;
}

std::string_view cause_of(const error& failure) {
    if (const auto* const broken = dynamic_cast<const transport_error*>(&failure))
        return to_string(broken->fault());
    if (dynamic_cast<const http_status_error*>(&failure) != nullptr) return "http_status";
    if (dynamic_cast<const content_error*>(&failure) != nullptr) return "content";
    if (dynamic_cast<const machine_error*>(&failure) != nullptr) return "storage";
    return "internal";
}

// What is neither a failure nor the cancellation of the job, such as std::bad_alloc, propagates.
void record_failure(outcome& result, const std::exception_ptr& failure) {
    attempt& tried = result.last;
    try {
        std::rethrow_exception(failure);
    } catch (const coro::cancelled&) {
        result.kind = outcome_kind::cancelled;
        tried.cause = "cancelled";
        tried.message = result.job.url + ": cancelled";
    } catch (const error& e) {
        const std::string_view sentence = e.what();
        result.kind = outcome_kind::failed;
        tried.cause = cause_of(e);
        tried.message = sentence.contains(result.job.url)
                            ? ""
                            : result.job.url + ": "; // the sentence of a disk's failure has no URL
        tried.message += sentence;
        tried.setting = http::setting_of(e);
        tried.worth_retrying |= http::is_transient(e);
    }
}

// A complete answer that is not the file: its message.
void refuse_status(outcome& result) {
    const int status = result.last.status;
    const std::string words = std::to_string(status);
    if (is_missing(status)) {
        result.kind = outcome_kind::not_found;
        result.last.cause = "http_status";
        result.last.message = result.job.url + ": not found (status " + words + ")";
        return;
    }
    const std::string_view hint = status == 206   ? "a part that nobody asked for, not the whole file"
                                  : status == 204 ? "no content where a file should be"
                                  : status == 304 ? "not modified, though nobody asked that"
                                  : status >= 500 ? "the server has a problem, try again later"
                                                  : "not a file";
    throw http_status_error(status, result.job.url + ": the server answers with status " + words + ": " +
                                        std::string(hint));
}

void keep_known(outcome& result) {
    result.copy = result.job.known;
    result.kind = outcome_kind::ok;
}

// Whether the job is done without a request. A known copy whose file is not there is dropped.
coro::task<bool> is_known_to_be_there(const store& files, outcome& result) {
    job& what = result.job;
    if (what.known && !co_await aio::to_thread(&store::holds, files, what.file_name, *what.known))
        what.known.reset();
    if (!what.known || !what.skip_if_there) co_return false;
    keep_known(result);
    co_return true;
}

// The second request of a file that its server names.
coro::task<std::string> get_name(http::client& client, admission& permits, outcome& result) {
    const naming& how = *result.job.named_by;
    auto permit = co_await permits.acquire(client, how.url);
    const http::response answer = co_await get(client, permit, {.url = how.url});
    permit.answered(answer.status);
    if (answer.status != 200) {
        note_answer(result.last, answer);
        throw http_status_error(answer.status, how.url + ": the server answers with status " +
                                                   std::to_string(answer.status) +
                                                   ", so the file has no name");
    }
    co_return how.name_from(answer.body);
}

coro::task<> save(http::client& client, const store& files, admission& permits, http::response answer,
                  outcome& result) {
    if (result.job.named_by) result.job.file_name = co_await get_name(client, permits, result);
    // By value: a worker may outlive this frame when its owner drops it.
    result.copy = co_await aio::to_thread(check_and_save, files, result.job, std::move(answer.body));
    if (result.copy) result.copy->validators = std::move(answer.validators);
    result.kind = outcome_kind::ok;
}

http::timings::duration since(steady_clock::time_point begun) {
    return duration_cast<http::timings::duration>(steady_clock::now() - begun);
}

} // namespace

coro::task<outcome> download_one(http::client& client, const store& files, admission& permits, job what) {
    outcome result{.job = std::move(what), .last = {.started = std::chrono::system_clock::now()}};
    attempt& now = result.last;
    const auto begun = steady_clock::now();
    try {
        if ((co_await coro::this_stop_token()).stop_requested()) throw coro::cancelled{};
        if (co_await is_known_to_be_there(files, result)) co_return result;
        auto permit = co_await permits.acquire(client, result.job.url);
        now.phases.blocked = since(begun);
        now.begun = true;
        http::response answer =
            co_await get(client, permit, {.url = result.job.url, .copy = condition_of(result.job)});
        permit.answered(answer.status);
        note_answer(now, answer);
        if (answer.status == 200)
            co_await save(client, files, permits, std::move(answer), result);
        else if (may_be_unchanged(result.job, answer))
            keep_known(result);
        else
            refuse_status(result);
    } catch (...) {
        record_failure(result, std::current_exception());
    }
    if (now.status == 0) now.phases.total = since(begun);
    co_return result;
}

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

void fail(outcome& result, std::string_view cause, std::string_view why) {
    result.kind = outcome_kind::failed;
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
        fail(refused, "host", *why);
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
        fail(result, "deadline", "unfinished when the time for all was over");
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
            record_failure(result, std::current_exception());
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
