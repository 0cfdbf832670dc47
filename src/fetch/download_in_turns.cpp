// One coroutine reads ahead, as_completed takes from what it has read.
#include "fetch/host_turns.hpp"

#include <flags/coro/as_completed.hpp>
#include <flags/coro/cancelled.hpp>
#include <flags/coro/event.hpp>
#include <flags/coro/stop.hpp>
#include <flags/coro/task_group.hpp>
#include <flags/fetch/download.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <stop_token>
#include <string>
#include <utility>

namespace flags::fetch {

namespace {

// What is read and not begun.
struct read_jobs {
    host_turns turns;
    std::size_t most;
    std::function<void()> on_begun;
    coro::event changed{}; // something may be begun, or all is read
    coro::event room{};
    bool is_all = false;
    std::exception_ptr failure{};
};

coro::task<> read_ahead(coro::async_generator<job> jobs, read_jobs& ahead) {
    try {
        while (auto next = co_await jobs.next()) {
            ahead.turns.add(std::move(*next));
            ahead.changed.set();
            ahead.room.clear();
            if (ahead.turns.waiting() >= ahead.most) co_await ahead.room.wait();
        }
    } catch (const coro::cancelled&) { // NOLINT(bugprone-empty-catch): the rest of the list is left
    } catch (...) {
        ahead.failure = std::current_exception();
    }
    ahead.is_all = true;
    ahead.changed.set();
}

// A further job may be begun, or none will be.
coro::task<bool> may_go_on(read_jobs& ahead) {
    if (ahead.is_all && ahead.turns.waiting() == 0) co_return false;
    ahead.changed.clear();
    try {
        co_await ahead.changed.wait();
    } catch (const coro::cancelled&) {
        co_return false;
    }
    co_return true;
}

coro::task<outcome> download_one_of(http::client& client, const store& files, shared_limits& shared, job what,
                                    std::optional<journal> log, read_jobs& ahead) {
    const std::string url = what.url;
    outcome result = co_await download_with_retries(client, files, shared, std::move(what), std::move(log));
    ahead.turns.ended(url);
    ahead.changed.set();
    co_return result;
}

coro::async_generator<coro::task<outcome>> begun_in_turns(http::client& client, const store& files,
                                                          shared_limits& shared, std::optional<journal> log,
                                                          read_jobs& ahead) {
    const std::stop_token stop = co_await coro::this_stop_token();
    while (!stop.stop_requested()) {
        if (auto next = ahead.turns.take()) {
            ahead.room.set();
            ahead.on_begun();
            co_yield download_one_of(client, files, shared, std::move(*next), log, ahead);
            continue;
        }
        const bool goes_on = co_await may_go_on(ahead);
        if (!goes_on) break;
    }
    if (ahead.failure) std::rethrow_exception(ahead.failure);
}

} // namespace

coro::async_generator<outcome> download_many(http::client& client, const store& files,
                                             coro::async_generator<job> jobs, admission& permits,
                                             turns_of_hosts order, retry_policy retries,
                                             std::optional<journal> log) {
    shared_limits shared{.permits = permits, .retries = retries};
    // Half of the requests at once, and as many in all that wait for a permit or are being saved.
    const std::size_t among_others = std::max<std::size_t>(permits.look_ahead() / 4, 1);
    read_jobs ahead{.turns = host_turns(order.per_host, among_others),
                    .most = order.read_ahead,
                    .on_begun = std::move(order.on_begun)};
    coro::linked_stop_source stop(co_await coro::this_stop_token());
    coro::task_group<void> reader;
    reader.start(read_ahead(std::move(jobs), ahead), stop.token());
    auto finished = coro::as_completed(begun_in_turns(client, files, shared, std::move(log), ahead),
                                       permits.look_ahead());
    while (auto result = co_await finished.next())
        co_yield std::move(*result);
    stop.request_stop();
    static_cast<void>(reader.take(co_await reader.next_ended()));
}

} // namespace flags::fetch
