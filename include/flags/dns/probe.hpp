// Which of many domain names exist: asked at the same time, answered in the order in which the answers come.
#pragma once

#include <flags/coro/async_generator.hpp>
#include <flags/coro/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flags::dns {

enum class probe_kind : std::uint8_t {
    found,      ///< it has addresses
    not_found,  ///< there is no such name (NXDOMAIN)
    no_address, ///< the name is there, without addresses (NODATA)
    failed,     ///< unknown: no answer, SERVFAIL, REFUSED, no server
    invalid,    ///< not a domain name; nothing was asked
};

/// "found", "not_found", ...: as it stands in reports.
[[nodiscard]] std::string_view to_string(probe_kind kind) noexcept;

struct probe_result {
    std::string name; ///< as it was given
    probe_kind kind = probe_kind::failed;
    std::vector<std::string> addresses{}; ///< numeric, of both families, when found; at most 100 of each
    /// The shortest of the records' on the way to the addresses, when name servers found them.
    std::optional<std::chrono::seconds> ttl{};
    std::string resolver{};             ///< the name server that was asked last, or "system"
    int tries = 0;                      ///< how often the name was asked for
    std::chrono::nanoseconds elapsed{}; ///< from the first question to the end
    /// When failed: "timeout", "server_failure", "refused", "lame", "malformed", "no_server" or "other".
    std::string cause{};
    std::string message{}; ///< when failed or invalid: a sentence, without the name
};

struct probe_options {
    /// Name servers, each "ADDRESS" or "ADDRESS:PORT" ("[::1]:53" for IPv6); those of resolv.conf(5) when empty.
    std::vector<std::string> servers{};
    /// How long a server has for its answer to one question.
    std::chrono::milliseconds timeout{2'000};
    /// Rounds over all servers while none of them has answered.
    int tries = 3;
    /// Names that are asked for at the same time: each is two questions, and with more than some 1,000 in flight
    /// the kernel's buffers lose answers.
    std::size_t max_in_flight = 500;
    /// Questions a second, evenly spaced after the first fifth of a second; 0: no limit.
    std::size_t rate = 500;
    /// Asks getaddrinfo(3) on libuv's worker threads instead (UV_THREADPOOL_SIZE, 4 by default): what other programs
    /// of this machine see, with /etc/hosts, localhost, search domains and all of nsswitch.conf(5). Then `servers`,
    /// `timeout` and `tries` are the system's own affair, and there is no ttl.
    bool system = false;
};

/// Asks name servers for A and AAAA records at the same time. Unlike getaddrinfo it looks into no file, adds no
/// search domain, and asks for `localhost` as for any other name.
/// Owns: a c-ares channel for each server, on the loop that is current when it is made.
/// Units/limits: at most max_in_flight names at once, for all callers together; equal names that are looked up at the
/// same time share one query. Results are not cached.
/// Threads: loop thread only.
/// Lifetime: inside aio::run; outlives the tasks of probe().
class prober {
public:
    /// Errors: usage_error when `servers` is no list of addresses; flags::error when c-ares cannot be set up.
    explicit prober(probe_options options = {});
    prober(const prober&) = delete;
    prober& operator=(const prober&) = delete;
    ~prober();

    /// Like: the book's probe(domain), with more than yes and no: a time-out is never reported as "not found".
    /// Errors: none for the name or the network: they are in the result.
    /// Cancel: stops waiting; the lookup goes on until the prober is destroyed, for others who ask for this name.
    [[nodiscard]] coro::task<probe_result> probe(std::string name);

    [[nodiscard]] const probe_options& options() const noexcept;

    /// Questions that were sent so far. The system's own are not known.
    [[nodiscard]] std::uint64_t queries_sent() const noexcept;

private:
    class engine;
    std::unique_ptr<engine> engine_;
};

/// One name, by a prober of its own.
[[nodiscard]] coro::task<probe_result> probe(std::string name, probe_options options = {});

/// Like: the book's multi_probe(domains): results as they come. Names are taken when there is room for them, so the
/// source may be endless, and slow: while it waits, answers come out.
/// Errors: those of the source.
/// Lifetime: `with` outlives it.
[[nodiscard]] coro::async_generator<probe_result> multi_probe(prober& with,
                                                              coro::async_generator<std::string> names);

} // namespace flags::dns
