// When a server answers 429 or 503, no request goes to its host for a while.
#pragma once

#include <flags/coro/event.hpp>
#include <flags/coro/task.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace flags::fetch {

/// Requests to a host pass here first. While the host is held, they wait; then one is sent as a probe, and its outcome
/// decides for the others. Hosts that are not held cost a look-up in an empty map.
/// Threads: loop thread only. Lifetime: outlives its passes and its waiters.
class host_gate {
    struct held_host;

public:
    using clock = std::chrono::steady_clock;

    /// `now` is another clock for tests; a wait is slept by the loop's own.
    explicit host_gate(std::function<clock::time_point()> now = clock::now) : now_(std::move(now)) {}

    /// The right to send one request. hold() or answered() reports its outcome; a pass that is destroyed before gives the
    /// right to probe to the next.
    class pass {
    public:
        pass(pass&&) noexcept = default;
        pass& operator=(pass&&) = delete;
        pass(const pass&) = delete;
        pass& operator=(const pass&) = delete;
        ~pass();

        /// The host asked for no requests for `wait`.
        void hold(std::chrono::milliseconds wait);
        /// The host gave any other answer: the waiting requests may be sent.
        void answered();

    private:
        friend class host_gate;
        pass(host_gate& gate, std::string host, std::shared_ptr<held_host> probed)
            : gate_(&gate), host_(std::move(host)), probed_(std::move(probed)) {}

        host_gate* gate_;
        std::string host_;
        std::shared_ptr<held_host> probed_; // null unless this is the probe
    };

    /// `host` is its key: scheme, name and port.
    /// Suspends: only while the host is held.
    [[nodiscard]] coro::task<pass> enter(std::string host);

    [[nodiscard]] bool is_held(const std::string& host) const { return held_.contains(host); }

private:
    struct held_host {
        clock::time_point until;
        bool probing = false;
        coro::event changed;
    };

    std::function<clock::time_point()> now_;
    std::map<std::string, std::shared_ptr<held_host>, std::less<>> held_;
};

} // namespace flags::fetch
