// An HTTP client whose requests are awaited.
#pragma once

#include <flags/coro/task.hpp>
#include <flags/http/client_options.hpp>
#include <flags/http/response.hpp>
#include <flags/http/validators.hpp>

#include <memory>
#include <optional>
#include <string>

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

    /// GETs `url` (http or https). Starts at once: whoever calls bounds how many run (coro::semaphore).
    /// With `copy`, the answer is asked for only if it has changed since (If-None-Match, If-Modified-Since; 304 when it
    /// has not), and the answer's own validators are read; empty ones ask without a condition. A redirection is
    /// followed without the condition.
    /// Errors: transport_error when there is no whole answer; storage_error when this machine refuses (no
    /// descriptors, no memory); usage_error unless each validator is_header_value(). An HTTP status is not an error.
    /// Cancel: the connection is closed, `cancelled` is thrown.
    /// Lifetime: the client outlives the task.
    [[nodiscard]] coro::task<response> get(std::string url, std::optional<validators> copy = std::nullopt);

    [[nodiscard]] const client_options& options() const noexcept;

    /// Connections opened so far.
    [[nodiscard]] std::size_t connections_opened() const noexcept;

private:
    std::unique_ptr<engine> engine_;
};

} // namespace flags::http
