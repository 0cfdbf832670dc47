// The addresses of named hosts, in the form that libcurl takes.
#pragma once

#include "http/curl_handles.hpp"
#include "http/named_host.hpp"
#include "http/socket_address.hpp"

#include <flags/coro/task.hpp>
#include <flags/dns/resolver.hpp>
#include <flags/http/client_options.hpp>

#include <optional>
#include <string>
#include <unordered_map>

namespace flags::http {

/// The addresses of one host and port, for libcurl, so that its own resolver does not ask.
struct known_host {
    string_list entry; ///< for CURLOPT_RESOLVE: "host:port:address,address", kept by libcurl for good
    std::optional<socket_address> only{}; ///< its address when it has one; libcurl chooses between several
    bool is_known_to_libcurl = false;     ///< a transfer that carried the entry was started
};

/// WORKAROUND(curl 7.88): libcurl's own resolver starts a thread for each transfer, also for twenty to the same host, and
/// joins them on the loop's thread; so names are looked up here first. Units/limits: grows with the number of
/// different hosts, as libcurl's own memory of names does.
class known_hosts {
public:
    explicit known_hosts(const client_options& options) : options_(&options) {}

    /// Null when it is not known yet. The pointer is good as long as this object.
    [[nodiscard]] known_host* find(const named_host& host);

    /// Looks the name up, once for all who wait for it.
    /// Errors: transport_error (dns) that names `url`, also when it takes longer than the client's limits.
    /// Cancel: stops waiting; the lookup goes on for others. Lifetime: this object outlives the task.
    [[nodiscard]] coro::task<known_host*> look_up(std::string url, named_host host);

private:
    [[nodiscard]] coro::task<dns::addresses> resolve_in_time(std::string host);

    const client_options* options_;
    std::optional<dns::resolver> resolver_;             // made by the first name
    std::unordered_map<std::string, known_host> hosts_; // by "host:port"
};

} // namespace flags::http
