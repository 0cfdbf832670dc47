// Which request may be sent now: the window's decisions, awaited.
#pragma once

#include <flags/aio/uv/handle.hpp>
#include <flags/base/intrusive_list.hpp>
#include <flags/coro/event.hpp>
#include <flags/coro/suspension.hpp>
#include <flags/http/client.hpp>
#include <flags/http/observer.hpp>
#include <flags/window/controller.hpp>
#include <flags/window/history.hpp>
#include <flags/window/remembered_path.hpp>
#include <flags/window/units.hpp>

#include <uv.h>

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flags::fetch {

/// What earlier runs know.
struct prior_knowledge {
    /// Of the way to an origin ("https://example.org:8443"), asked once for each.
    std::function<std::optional<window::remembered_path>(std::string_view origin)> recall =
        [](std::string_view) { return std::nullopt; };
    window::bit_rate expected{}; ///< for an origin of which nothing is known
};

/// What a run has seen of the way to one origin.
struct way_record {
    std::string origin;
    window::history past{};                          ///< of its window; the last row is that of now
    std::optional<window::remembered_path> memory{}; ///< for later runs; nothing if too little was seen
};

/// Requests wait here for a permit and hold it until their answer is whole. How many have one is a constant, or what the
/// window finds out of what happens to them; connections are then opened ahead, too.
/// Like: a semaphore whose count is not known before.
/// Threads: loop thread only. Lifetime: outlives its permits and its waiters; clients that it was asked for outlive it.
class admission {
    struct way;
    class open_request;

public:
    /// So many at once, at least 1.
    explicit admission(std::size_t requests);
    /// As many as the network can carry.
    explicit admission(const window::limits& bounds, prior_knowledge before = {});
    admission(const admission&) = delete;
    admission& operator=(const admission&) = delete;
    ~admission();

    /// Gives itself back when destroyed. Move-only.
    class permit {
    public:
        permit() noexcept;
        permit(permit&&) noexcept;
        permit& operator=(permit&&) noexcept;
        permit(const permit&) = delete;
        permit& operator=(const permit&) = delete;
        ~permit();

        /// Sees the request that the permit is for.
        [[nodiscard]] http::request_observer* observer() const noexcept;
        /// Set when the answer has stalled and should be asked for on another connection, too. Null: that is never so.
        [[nodiscard]] coro::event* stalled() const noexcept;
        /// The answer is whole; the permit is given back.
        void answered(int status) noexcept;

    private:
        friend class admission;
        explicit permit(std::unique_ptr<open_request> request) noexcept;
        std::unique_ptr<open_request> request_;
    };

    class awaiter final : public coro::suspension, public list_hook {
    public:
        awaiter(way& along, std::unique_ptr<open_request> request) noexcept;
        awaiter(const awaiter&) = delete;
        awaiter& operator=(const awaiter&) = delete;
        ~awaiter() override;

        [[nodiscard]] bool await_ready();
        template <class Promise>
        [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> handle) {
            if (!suspend(handle)) return false;
            wait();
            return true;
        }
        [[nodiscard]] permit await_resume();

    private:
        friend class admission;
        void wait();
        void leave() noexcept;
        void grant(std::chrono::steady_clock::time_point now);
        bool on_stop() noexcept override;

        way* along_;
        std::unique_ptr<open_request> request_;
    };

    /// A permit for one request to `url`.
    /// Suspends: not when the number is constant and not reached. The oldest waiter for an origin goes first.
    /// Cancel: leaves the line, holds no permit.
    [[nodiscard]] awaiter acquire(http::client& client, const std::string& url);

    /// Connections are opened ahead of requests: addresses are to be known before a permit is asked for.
    [[nodiscard]] bool is_automatic() const noexcept { return is_automatic_; }
    [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_; }
    /// How many jobs are worth having at hand.
    [[nodiscard]] std::size_t look_ahead() const noexcept;
    /// For each origin, in their order. Nothing is recorded of a constant number.
    [[nodiscard]] std::vector<way_record> seen() const;

private:
    void changed();
    void pump();
    void wake_after(std::chrono::nanoseconds time);
    [[nodiscard]] bool is_idle() const noexcept { return waiters_.empty() && in_flight_ == 0; }

    std::size_t most_; // requests at once, towards one origin and in all
    std::size_t most_in_all_;
    bool is_automatic_;
    prior_knowledge before_;
    std::unique_ptr<window::controller> window_;
    std::map<std::string, std::unique_ptr<way>, std::less<>> ways_; // by origin
    intrusive_list<awaiter> waiters_;
    std::size_t in_flight_ = 0;
    window::request_id last_id_ = 0;
    bool is_due_ = false;               // a look at who waits, in the next turn of the loop
    aio::uv::handle<uv_timer_t> timer_; // made when it is needed
};

} // namespace flags::fetch
