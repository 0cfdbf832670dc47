// Two tasks, of which the second begins when the first has stalled.
#include "fetch/ask_twice.hpp"

#include <flags/coro/stop.hpp>
#include <flags/coro/task_group.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <utility>

namespace flags::fetch {

namespace {

using std::chrono::steady_clock;

// The time until then is a part of the answer's: it was waited for. `is_needed` may become false until then: the answer is
// nothing then. Calling this task off instead would unwind it, which costs more than the rest of a small download.
coro::task<http::response> get_after(http::client& client, coro::event& stalled, const bool& is_needed,
                                     http::request what) {
    const auto begun = steady_clock::now();
    co_await stalled.wait();
    if (!is_needed) co_return http::response();
    const auto waited = std::chrono::duration_cast<http::timings::duration>(steady_clock::now() - begun);
    http::response answer = co_await client.get(std::move(what));
    answer.phases.blocked += waited;
    answer.phases.total += waited;
    co_return answer;
}

// Whatever else the server says to a second request says nothing of the first.
bool is_the_file(const coro::settled<http::response>& result) {
    return result.has_value() && (result->status == 200 || result->status == 304);
}

} // namespace

coro::task<http::response> get(http::client& client, const admission::permit& permit, http::request what) {
    coro::event* const stalled = permit.stalled();
    http::request again = what;
    what.observer = permit.observer();
    if (stalled == nullptr) co_return co_await client.get(std::move(what));

    coro::linked_stop_source both(co_await coro::this_stop_token());
    coro::task_group<http::response> requests;
    const std::size_t first = requests.start(client.get(std::move(what)), both.token());
    bool is_needed = true;
    const std::size_t second =
        requests.start(get_after(client, *stalled, is_needed, std::move(again)), both.token());
    std::size_t counts = co_await requests.next_ended();
    bool is_decided = true;
    if (!stalled->is_set()) {
        counts = first;
        is_needed = false; // NOLINT(clang-analyzer-deadcode.DeadStores): the second task reads it
        stalled->set();
    } else {
        is_decided =
            counts == second ? is_the_file(requests.result(second)) : requests.result(first).has_value();
        if (is_decided) both.request_stop();
    }
    co_await requests.next_ended();
    if (!is_decided)
        counts = !requests.result(first).has_value() && is_the_file(requests.result(second)) ? second : first;
    auto result = requests.take(counts);
    if (!result.has_value()) std::rethrow_exception(result.error());
    co_return std::move(*result);
}

} // namespace flags::fetch
