// One job is one coroutine; many of them share a semaphore.
#include <flags/aio/to_thread.hpp>
#include <flags/base/error.hpp>
#include <flags/coro/as_completed.hpp>
#include <flags/fetch/download.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace flags::fetch {

namespace {

using std::chrono::duration_cast;
using std::chrono::steady_clock;

constexpr bool is_missing(int status) { return status == 404 || status == 410; }

// On a worker: nothing here touches the loop.
void check_and_save(const store& files, const job& what, const std::string& body) {
    if (what.expected) check_content(body, *what.expected, what.url);
    files.save(what.file_name, body);
}

void note_answer(outcome& end, const http::response& answer) {
    end.status = answer.status;
    end.bytes = answer.body.size();
    end.http_version = answer.http_version;
    end.reused_connection = answer.reused_connection;
    end.remote_ip = answer.remote_ip;
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
                                  : end.status >= 500 ? "the server has a problem, try again later"
                                                      : "not a file";
    throw http_status_error(end.status, end.job.url + ": the server answers with status " + status + ": " +
                                            std::string(hint));
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
        auto permit = co_await permits.acquire();
        end.phases.blocked = duration_cast<http::timings::duration>(steady_clock::now() - begun);
        ++end.attempts;
        http::response answer = co_await client.get(end.job.url);
        permit.release();
        note_answer(end, answer);
        if (answer.status == 200) {
            // By value: a worker may outlive this frame when its owner drops it.
            co_await aio::to_thread(check_and_save, files, end.job, std::move(answer.body));
            end.kind = outcome_kind::ok;
        } else {
            refuse_status(end);
        }
    } catch (const coro::cancelled&) {
        end.kind = outcome_kind::cancelled;
        end.cause = "cancelled";
        end.message = end.job.url + ": cancelled";
    } catch (const transport_error& e) {
        note_failure(end, to_string(e.fault()), e.what());
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

coro::async_generator<outcome> download_many(http::client& client, const store& files,
                                             coro::generator<job> jobs, std::size_t max_requests) {
    const std::size_t requests = std::max<std::size_t>(max_requests, 1);
    coro::semaphore permits(requests);
    const auto downloads = [](http::client& from, const store& to, coro::semaphore& shared,
                              coro::generator<job> each) -> coro::generator<coro::task<outcome>> {
        while (auto next = each.next())
            co_yield download_one(from, to, shared, std::move(*next));
    };
    const std::size_t held = requests == 1 ? 1 : 2 * requests;
    auto finished = coro::as_completed(downloads(client, files, permits, std::move(jobs)), held);
    while (auto end = co_await finished.next())
        co_yield std::move(*end);
}

} // namespace flags::fetch
