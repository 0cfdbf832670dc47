// One job is one coroutine.
#include "fetch/ask_twice.hpp"
#include "fetch/sha256.hpp"

#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/fetch/download.hpp>
#include <flags/http/error.hpp>

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
    if (what.expected)
        check_content(body, *what.expected, what.url);
    else if (what.any_image)
        check_any_image(body, what.url);
    if (!what.fingerprint && what.wanted_sha256.empty()) {
        files.save(what.file_name, body);
        return std::nullopt;
    }
    sha256 hash;
    hash.add(body);
    saved_copy copy{.size = body.size(), .sha256 = hash.hex()};
    if (!what.wanted_sha256.empty() && copy.sha256 != what.wanted_sha256)
        throw content_error(what.url + ": the answer has the SHA-256 " + copy.sha256 + ", not " +
                            what.wanted_sha256);
    files.save(what.file_name, body);
    return copy;
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

// How long the name of the host was waited for before a permit is. A failure is that of a request.
coro::task<http::timings::duration> look_up_ahead(http::client& client, const admission& permits,
                                                  const std::string& url, attempt& tried) {
    if (!permits.is_automatic()) co_return http::timings::duration(0);
    try {
        co_return co_await client.look_up(url);
    } catch (const transport_error&) {
        tried.begun = true;
        throw;
    }
}

// The second request of a file that its server names.
coro::task<std::string> get_name(http::client& client, admission& permits, outcome& result) {
    const naming& how = *result.job.named_by;
    const auto looked_up_for = co_await look_up_ahead(client, permits, how.url, result.last);
    auto permit = co_await permits.acquire(client, how.url);
    const http::response answer =
        co_await get(client, permit, {.url = how.url, .looked_up_for = looked_up_for});
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
        const auto looked_up_for = co_await look_up_ahead(client, permits, result.job.url, now);
        auto permit = co_await permits.acquire(client, result.job.url);
        now.phases.blocked = since(begun) - looked_up_for;
        now.begun = true;
        http::response answer = co_await get(
            client, permit,
            {.url = result.job.url, .copy = condition_of(result.job), .looked_up_for = looked_up_for});
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

} // namespace flags::fetch
