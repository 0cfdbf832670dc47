// An HTTP client whose requests are awaited.
#pragma once

#include <flags/coro/event.hpp>
#include <flags/coro/task.hpp>
#include <flags/http/client_options.hpp>
#include <flags/http/observer.hpp>
#include <flags/http/request.hpp>
#include <flags/http/response.hpp>
#include <flags/http/timings.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace flags::http {

class engine;

/// Like: httpx.AsyncClient: connections, TLS sessions and names are shared by all requests of one client.
/// Owns: a libcurl multi handle on the loop that is current when it is made.
/// Threads: loop thread only.
/// Lifetime: inside aio::run, destroyed after its requests have ended or were destroyed.
class client {
public:
    /// Errors: flags::error when libcurl or libuv cannot be set up; usage_error when `ca_file` is not a
    /// readable file.
    explicit client(client_options options = {});
    client(client&&) noexcept;
    client& operator=(client&&) noexcept;
    client(const client&) = delete;
    client& operator=(const client&) = delete;
    ~client();

    /// Starts at once: the caller limits how many run (coro::semaphore).
    /// Errors: transport_error when there is no whole answer; machine_error when this machine refuses (no
    /// descriptors, no memory); usage_error when a header of the request is not what request says. An HTTP status is not
    /// an error.
    /// Cancel: the connection is closed, `cancelled` is thrown.
    /// Lifetime: the client outlives the task.
    [[nodiscard]] coro::task<response> get(request what);
    [[nodiscard]] coro::task<response> get(std::string url) { return get(request{.url = std::move(url)}); }

    /// Looks up the name of the host in `url`, once for all who ask; get() does so, too. Returns how long it was waited for:
    /// not at all when nothing is to be looked up.
    /// Errors: transport_error (dns). Cancel: stops waiting. Lifetime: the client outlives the task.
    [[nodiscard]] coro::task<timings::duration> look_up(std::string url);

    /// Opens connections to the origin of `url` until as many as `wanted` stand or are under way, those of requests
    /// included. Returns how many are not established yet; none are opened where libcurl has to open the connections: to a
    /// name that is not looked up yet or has several addresses, over a proxy, with HTTP/2, one for each request, and after a
    /// failure to connect.
    /// Lifetime: close_ahead before `observer` is destroyed.
    std::size_t connect_ahead(const std::string& url, std::size_t wanted, connection_observer& observer);

    /// Closes the connections that were opened for `observer` and have no request yet.
    void close_ahead(const connection_observer& observer) noexcept;

    /// Set when a request is handed to its connection for the first time, and then for good.
    [[nodiscard]] coro::event& first_request() noexcept;

    /// Connections opened so far.
    [[nodiscard]] std::size_t connections_opened() const noexcept;

private:
    std::unique_ptr<engine> engine_;
};

} // namespace flags::http
