// Where requests go: what happens on the way to one origin is told to its window, which is asked what may be done.
#pragma once

#include <flags/coro/event.hpp>
#include <flags/fetch/admission.hpp>
#include <flags/window/path.hpp>
#include <flags/window/rtt_samples.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace flags::fetch {

/// To one origin. Its own connections are those that are opened ahead.
/// Lifetime: in its admission.
struct admission::way final : http::connection_observer {
    using moment = std::chrono::steady_clock::time_point;

    way(admission& of, http::client& with, std::string to, window::path& by);
    way(const way&) = delete;
    way& operator=(const way&) = delete;
    ~way();

    void connected(http::moment now, const http::new_connection& which) noexcept override;
    void connect_failed(http::moment now) noexcept override;
    /// One that was opened ahead, or by a request.
    void stands(http::moment now, const http::new_connection& which) noexcept;

    void note(moment now);
    void wait(std::ptrdiff_t more);
    void connect_ahead(moment now);

    [[nodiscard]] bool may_start(moment now) const;
    [[nodiscard]] std::optional<window::moment> next_wake(moment now) const;
    /// What has stalled, on connections that idle, as far as it is known here which do.
    void ask_again(moment now);

    admission* gate;
    http::client* client;
    std::string url; // one of those that are asked for
    window::path* path;
    window::history past{};
    std::size_t waiting = 0;
    std::size_t in_flight = 0;
    std::size_t connections = 0;                        // that have stood
    std::size_t copies = 0;                             // requests that were asked for twice
    std::map<window::request_id, open_request*> open{}; // that may be
    bool is_full = false;                               // in this look at who waits
    std::map<int, window::rtt_samples> round_trips{};   // by connection

private:
    [[nodiscard]] bool awaits_connection(moment now) const;

    std::size_t opened_for_ = 0;
    std::size_t under_way_ = 0; // of those that were opened ahead
    moment give_up_{};
};

/// Waits, and when it is begun, is told to the window until its end.
/// Lifetime: in a permit, or in who waits for it.
class admission::open_request final : public http::request_observer {
public:
    open_request(way& along, window::request_id id) noexcept : along_(&along), id_(id) {}
    open_request(const open_request&) = delete;
    open_request& operator=(const open_request&) = delete;
    ~open_request();

    void begin(std::chrono::steady_clock::time_point now);
    void ask_again() noexcept;
    [[nodiscard]] coro::event* stalled() noexcept;
    void ends_as(window::ending how) noexcept { end_ = how; }

    void connected(http::moment now, const http::new_connection& which) noexcept override;
    void connect_failed(http::moment now) noexcept override;
    void sent(http::moment now) noexcept override;
    void data(http::moment now, const http::arrival& what) noexcept override;
    void head(http::moment now, const http::answer_head& what) noexcept override;

private:
    way* along_;
    window::request_id id_;
    bool is_begun_ = false;
    window::ending end_ = window::ending::abandoned;
    bool is_asked_twice_ = false;
    coro::event stalled_;
};

} // namespace flags::fetch
