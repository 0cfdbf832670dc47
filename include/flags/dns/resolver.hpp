// Names of hosts to addresses, once for each name.
#pragma once

#include <flags/coro/task.hpp>

#include <chrono>
#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace flags::dns {

/// Numeric IPv4 and IPv6 addresses, the one to try first in front (RFC 6724). Never empty.
using addresses = std::vector<std::string>;

/// Why the system has no addresses.
struct system_failure {
    int code;          ///< EAI_NONAME, EAI_AGAIN, ... of getaddrinfo(3)
    std::string words; ///< the system's own
};

using system_answer = std::expected<addresses, system_failure>;

/// Like: socket.getaddrinfo. Asks all that nsswitch.conf(5) names: mDNS, the machine's own name,
/// systemd-resolved.
/// Threads: any; blocks it, for as long as the system likes.
[[nodiscard]] system_answer system_lookup(const std::string& host);

struct resolver_options {
    /// Name servers, each "ADDRESS" or "ADDRESS:PORT" ("[::1]:53" for IPv6); those of resolv.conf(5) when
    /// empty.
    std::vector<std::string> servers{};
    /// How long a server has for its answer in the first round; twice as long in each further one (c-ares).
    std::chrono::milliseconds timeout{2'000};
    /// Rounds over all servers.
    int tries = 3;
    /// Lookups that run at the same time; the others wait in a queue.
    std::size_t max_in_flight = 100;
    /// For so long a failure is repeated without asking again (RFC 9520, 3.2: at least 1 s, at most 5 min).
    std::chrono::milliseconds failures_kept_for{5'000};
    /// Called on a worker thread when the name servers have no address; may be empty.
    std::function<system_answer(const std::string& host)> fallback = system_lookup;
};

/// Like: aiodns.DNSResolver, with a cache: a request for a name that is being looked up, or was found, shares that
/// answer. Reads the hosts file first.
/// Owns: a c-ares channel on the loop that is current when it is made, the answers, and the lookups, which
/// continue when their waiters are cancelled.
/// Units/limits: grows with the number of different names.
/// Threads: loop thread only.
/// Lifetime: inside aio::run; outlives the tasks of resolve().
class resolver {
public:
    /// Errors: usage_error when `servers` is no list of addresses; flags::error when c-ares cannot be set up.
    explicit resolver(resolver_options options = {});
    resolver(const resolver&) = delete;
    resolver& operator=(const resolver&) = delete;
    ~resolver();

    /// Errors: transport_error (dns) when neither the name servers nor the fallback have an address.
    /// Cancel: stops waiting; the lookup goes on for others.
    /// Suspends: not when the answer is known.
    [[nodiscard]] coro::task<addresses> resolve(std::string host);

private:
    class engine;
    std::unique_ptr<engine> engine_;
};

} // namespace flags::dns
