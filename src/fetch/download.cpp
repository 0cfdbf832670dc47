// One job is one coroutine; many of them share a semaphore.
#include "fetch/sha256.hpp"

#include <flags/aio/sleep.hpp>
#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/as_completed.hpp>
#include <flags/coro/shield.hpp>
#include <flags/fetch/download.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
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

// Anything else would be a server that tells of a copy which nobody has.
bool may_be_unchanged(const job& what, const http::response& answer) {
    return what.known && what.known->validators != http::validators() && !answer.redirected;
}

void note_answer(outcome& end, const http::response& answer) {
    end.status = answer.status;
    end.bytes = answer.body.size();
    end.http_version = answer.http_version;
    end.reused_connection = answer.reused_connection;
    end.remote_ip = answer.remote_ip;
    end.local_port = answer.local_port;
    end.worth_retrying = is_worth_a_retry(answer.status);
    end.retry_after = parse_retry_after(answer.retry_after, std::chrono::system_clock::now());
    const auto blocked = end.phases.blocked;
    end.phases = answer.phases;
    end.phases.blocked += blocked;
    end.phases.total += blocked;
}

void note_failure(outcome& end, std::string_view cause, std::string_view message) {
    end.kind = outcome_kind::failed;
    end.cause = cause;
    if (!message.contains(end.job.url)) end.message = end.job.url + ": "; // a disk knows its file only
    end.message += message;
}

void note_cancelled(outcome& end) {
    end.kind = outcome_kind::cancelled;
    end.cause = "cancelled";
    end.message = end.job.url + ": cancelled";
}

// Scheme, name and port: what stands before the path.
std::string host_of(const std::string& url) {
    const std::size_t scheme = url.find("://");
    return scheme == std::string::npos ? url : url.substr(0, url.find_first_of("/?#", scheme + 3));
}

// A complete answer that is not the file: what to say of it.
void refuse_status(outcome& end) {
    const std::string status = std::to_string(end.status);
    if (is_missing(end.status)) {
        end.kind = outcome_kind::not_found;
        end.cause = "http_status";
        end.message = end.job.url + ": not found (status " + status + ")";
        return;
    }
    const std::string_view hint = end.status == 206   ? "a part that nobody asked for, not the whole file"
                                  : end.status == 204 ? "no content where a file should be"
                                  : end.status == 304 ? "not modified, though nobody asked that"
                                  : end.status >= 500 ? "the server has a problem, try again later"
                                                      : "not a file";
    throw http_status_error(end.status, end.job.url + ": the server answers with status " + status + ": " +
                                            std::string(hint));
}

// The second request of a file that its server names.
coro::task<std::string> get_name(http::client& client, coro::semaphore& permits, outcome& end) {
    const naming& how = *end.job.named_by;
    auto permit = co_await permits.acquire();
    const http::response answer = co_await client.get(how.url);
    permit.release();
    if (answer.status != 200) {
        note_answer(end, answer);
        throw http_status_error(answer.status, how.url + ": the server answers with status " +
                                                   std::to_string(answer.status) +
                                                   ", so the file has no name");
    }
    co_return how.name_from(answer.body);
}

} // namespace

coro::task<outcome> download_one(http::client& client, const store& files, coro::semaphore& permits,
                                 job what) {
    outcome end;
    end.job = std::move(what);
    end.started = std::chrono::system_clock::now();
    const auto begun = steady_clock::now();
    try {
        const std::stop_token stop = co_await coro::this_stop_token();
        if (stop.stop_requested()) throw coro::cancelled{};
        if (end.job.known &&
            !co_await aio::to_thread(&store::holds, files, end.job.file_name, *end.job.known))
            end.job.known.reset();
        if (end.job.known && end.job.skip_if_there) {
            end.kind = outcome_kind::ok;
            end.copy = end.job.known;
            co_return end;
        }
        auto permit = co_await permits.acquire();
        end.phases.blocked = duration_cast<http::timings::duration>(steady_clock::now() - begun);
        ++end.attempts;
        http::response answer = co_await client.get(end.job.url, condition_of(end.job));
        permit.release();
        note_answer(end, answer);
        if (answer.status == 200) {
            if (end.job.named_by) end.job.file_name = co_await get_name(client, permits, end);
            // By value: a worker may outlive this frame when its owner drops it.
            end.copy = co_await aio::to_thread(check_and_save, files, end.job, std::move(answer.body));
            if (end.copy) end.copy->validators = std::move(answer.validators);
            end.kind = outcome_kind::ok;
        } else if (answer.status == 304 && may_be_unchanged(end.job, answer)) {
            end.copy = end.job.known;
            end.kind = outcome_kind::ok;
        } else {
            refuse_status(end);
        }
    } catch (const coro::cancelled&) {
        note_cancelled(end);
    } catch (const transport_error& e) {
        note_failure(end, to_string(e.fault()), e.what());
        end.worth_retrying = is_worth_a_retry(e);
    } catch (const http_status_error& e) {
        note_failure(end, "http_status", e.what());
    } catch (const content_error& e) {
        note_failure(end, "content", e.what());
    } catch (const storage_error& e) {
        note_failure(end, "storage", e.what());
    } catch (const error& e) {
        note_failure(end, "internal", e.what());
    }
    if (end.status == 0)
        end.phases.total = duration_cast<http::timings::duration>(steady_clock::now() - begun);
    co_return end;
}

coro::task<outcome> download_with_retries(http::client& client, const store& files, shared_limits& shared,
                                          job what) {
    const std::string host = host_of(what.url);
    std::vector<attempt> earlier;
    int attempts = 0;
    std::optional<std::chrono::milliseconds> back_off;
    while (true) {
        outcome end;
        bool again = false;
        try {
            if (back_off) co_await aio::sleep(*back_off);
            auto pass = co_await shared.gate.enter(host);
            end = co_await download_one(client, files, shared.permits, what);
            attempts += end.attempts;
            const int retry = attempts;
            const auto wait = wait_before_retry(shared.retries, retry, end.retry_after, shared.random);
            const bool holds = holds_back_the_host(end.status);
            if (holds)
                pass.hold(wait);
            else if (end.status != 0)
                pass.answered();
            // A TLS handshake that breaks twice does so for a reason.
            again =
                end.worth_retrying && retry <= shared.retries.retries && (end.cause != "tls" || retry == 1);
            back_off =
                holds ? std::nullopt : std::optional(wait); // the gate makes this one wait, like all others
        } catch (const coro::cancelled&) {
            end = outcome();
            end.started = std::chrono::system_clock::now();
            end.job = what;
            note_cancelled(end);
        }
        end.attempts = attempts;
        // By value, and although we may be stopped: the line is as much a part of the attempt as the file.
        if (shared.log && !end.is_skipped())
            co_await coro::shield(aio::to_thread(&journal::write, *shared.log, end));
        if (again) {
            earlier.push_back(std::move(static_cast<attempt&>(end)));
            continue;
        }
        end.earlier = std::move(earlier);
        co_return end;
    }
}

coro::async_generator<outcome> download_many(http::client& client, const store& files,
                                             coro::generator<job> jobs, std::size_t max_requests,
                                             retry_policy retries, std::optional<journal> log) {
    const std::size_t requests = std::max<std::size_t>(max_requests, 1);
    shared_limits shared{.permits = coro::semaphore(requests),
                         .retries = retries,
                         .random = splitmix64(static_cast<std::uint64_t>(
                             std::chrono::steady_clock::now().time_since_epoch().count())),
                         .gate = {},
                         .log = std::move(log)};
    const auto downloads = [](http::client& from, const store& to, shared_limits& limits,
                              coro::generator<job> each) -> coro::generator<coro::task<outcome>> {
        while (auto next = each.next())
            co_yield download_with_retries(from, to, limits, std::move(*next));
    };
    const std::size_t held = requests == 1 ? 1 : 2 * requests;
    auto finished = coro::as_completed(downloads(client, files, shared, std::move(jobs)), held);
    while (auto end = co_await finished.next())
        co_yield std::move(*end);
}

} // namespace flags::fetch
