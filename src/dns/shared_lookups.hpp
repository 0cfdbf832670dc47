// One lookup for all concurrent requests for a name, and a cache of the results.
#pragma once

#include <flags/coro/event.hpp>
#include <flags/coro/settled.hpp>
#include <flags/coro/task.hpp>
#include <flags/coro/task_group.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace flags::dns {

/// Owns: the lookups, which continue when their waiters are cancelled, and the cached results.
/// Units/limits: grows with the number of different names whose results are kept.
/// Threads: loop thread only.
/// Lifetime: outlives the tasks of get().
template <class Answer>
class shared_lookups {
public:
    using clock = std::chrono::steady_clock;

    /// Zero: not kept. clock::duration::max(): kept for ever.
    shared_lookups(clock::duration answers_kept_for, clock::duration failures_kept_for)
        : answers_kept_for_(answers_kept_for), failures_kept_for_(failures_kept_for) {}

    /// The result of `look_up(name)`, a task<Answer>, which is called only when no lookup of this name runs and no
    /// result is kept.
    /// Errors: those of the lookup.
    /// Cancel: stops waiting; the lookup goes on.
    /// Suspends: not when the result is kept.
    template <class LookUp>
    coro::task<Answer> get(std::string name, LookUp look_up) {
        const auto known = names_.find(name);
        auto shared = known == names_.end() || is_over_age(*known->second) ? nullptr : known->second;
        if (!shared) {
            shared = std::make_shared<entry>();
            forget_ended_lookups();
            running_.start(run(name, shared, look_up(name)), {});
            names_.insert_or_assign(std::move(name), shared);
        }
        co_await shared->ended.wait();
        if (!shared->result->has_value()) std::rethrow_exception(shared->result->error());
        co_return shared->result->value();
    }

private:
    // Shared by the map, the lookup and those who wait, each of which may be the last to hold it.
    struct entry {
        coro::event ended;
        std::optional<coro::settled<Answer>> result;
        clock::time_point ended_at;
    };

    [[nodiscard]] clock::duration kept_for(const entry& known) const {
        return known.result->has_value() ? answers_kept_for_ : failures_kept_for_;
    }
    [[nodiscard]] bool is_over_age(const entry& known) const {
        return known.result && clock::now() - known.ended_at >= kept_for(known);
    }

    coro::task<> run(std::string name, std::shared_ptr<entry> on, coro::task<Answer> work) {
        try {
            on->result.emplace(co_await std::move(work));
        } catch (...) {
            on->result.emplace(std::unexpect, std::current_exception());
        }
        on->ended_at = clock::now();
        on->ended.set();
        if (kept_for(*on) == clock::duration::zero()) names_.erase(name);
    }

    void forget_ended_lookups() {
        while (running_.held() > 0) {
            auto ended = running_.next_ended();
            if (!ended.await_ready()) return;
            (void)running_.take(ended.await_resume()); // its result is in the entry
        }
    }

    clock::duration answers_kept_for_;
    clock::duration failures_kept_for_;
    std::unordered_map<std::string, std::shared_ptr<entry>> names_;
    coro::task_group<void> running_; // last: they use all of the above
};

} // namespace flags::dns
