// A server that misbehaves on purpose, so that tests meet what real networks and servers do.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace flags::test {

/// One accepted connection, as a behaviour sees it. Every call returns at once when the server stops.
class connection {
public:
    connection(int socket, int stop) : socket_(socket), stop_(stop) {}

    /// The request line and headers as they came, up to and with the blank line.
    [[nodiscard]] const std::string& head() const noexcept { return head_; }
    /// The request target: "/short/bd.png?x=1".
    [[nodiscard]] std::string_view target() const;

    /// False when the peer is gone or the server stops.
    bool send(std::string_view bytes);
    void wait_until_peer_closes() const;
    /// False when the peer closed or the server stopped meanwhile.
    [[nodiscard]] bool pause(std::chrono::milliseconds time) const;
    /// Makes the coming close a reset (RST) instead of an end (FIN).
    void reset() const;

    /// Reads the next request. False when the peer closed, the server stops or the head is over 64 KiB.
    [[nodiscard]] bool read_head();

private:
    /// False when the server stops first.
    [[nodiscard]] bool wait_for(short events) const;

    int socket_;
    int stop_;
    std::string head_;
    std::string unread_;
};

/// A plain HTTP/1.1 server on 127.0.0.1 that chooses its behaviour by the first segment of the path:
/// `/short/bd.png` behaves as `/short`.
///
/// /ok               200 with `body`
/// /short            Content-Length tells more than comes before the end
/// /chunked-cut      chunked without its last chunk
/// /close-cut        neither length nor chunks, half of `body`: looks complete to any HTTP client
/// /reset            half of `body`, then RST
/// /silent           takes the request and never answers
/// /drip             200 with `body`, one byte each 10 ms, or each N ms with ?ms=N
/// /endless          a body without end (up to `flood_limit`)
/// /header-flood     headers without end (up to `flood_limit`)
/// /loop             302 to itself
/// /to-file          302 to file:///etc/passwd
/// /to-ok            302 to /ok
/// /html             200, says image/png, holds a page
/// /204 /206 /404 /500   that status; 206 holds half of `body` without a request for a range
/// anything else     404
///
/// Owns: its sockets and threads, one for each open connection; the destructor ends them all without waiting
/// for peers. Errors: the constructor throws std::system_error. Threads: the public calls may come from any;
/// behaviours run on the connections' threads.
class hostile_server {
public:
    /// Returns whether the connection may serve another request.
    using behaviour = std::function<bool(connection&)>;

    static constexpr std::size_t flood_limit = std::size_t{64} << 20U;

    explicit hostile_server(const std::string& body);
    hostile_server(const hostile_server&) = delete;
    hostile_server& operator=(const hostile_server&) = delete;
    ~hostile_server();

    /// Adds or replaces the behaviour for a first segment, without its slash.
    void on(const std::string& segment, behaviour act);

    /// So many connections from now on are closed as soon as they stand.
    void close_next(std::size_t connections) noexcept { to_close_ = connections; }

    /// `path` begins with '/'.
    [[nodiscard]] std::string url(std::string_view path) const;
    /// The same for a port on which the system completes handshakes and no program accepts.
    [[nodiscard]] std::string unaccepted_url(std::string_view path) const;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    [[nodiscard]] std::size_t connections() const noexcept { return connections_; }
    [[nodiscard]] std::size_t requests() const noexcept { return requests_; }

private:
    struct worker {
        std::atomic<bool> done = false;
        std::thread thread;
    };

    void accept_all();
    void serve(const unique_fd& socket);
    [[nodiscard]] behaviour behaviour_for(std::string_view target);
    void add_cut_bodies(const std::string& body);
    void add_floods();
    void add_answers(const std::string& body);

    unique_fd stop_;
    unique_fd listener_;
    unique_fd unaccepted_;
    std::uint16_t port_;
    std::uint16_t unaccepted_port_;
    std::atomic<std::size_t> connections_ = 0;
    std::atomic<std::size_t> requests_ = 0;
    std::atomic<std::size_t> to_close_ = 0;
    std::mutex mutex_;
    std::map<std::string, behaviour, std::less<>> behaviours_; // under mutex_
    std::list<worker> workers_;                                // the acceptor's own
    std::thread acceptor_;
};

} // namespace flags::test
