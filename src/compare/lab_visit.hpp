// One visit to the lab: the networks, interfaces, server, ferry and guardian that a piece of work needs.
#pragma once

#include "base/shared_count.hpp"
#include "netlab/conditions.hpp"
#include "netlab/ferry.hpp"
#include "netlab/path_probe.hpp"
#include "origin/server.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace flags::compare {

/// What a lab consists of.
struct lab_setup {
    netlab::conditions path{};
    origin::options origin{}; ///< its address is the lab's
    bool tls = false;         ///< with a throw-away CA
    /// A server to run in place of the embedded one (server_command); empty: none.
    std::string origin_command{};
};

/// Where its origin's flags are, without a slash at the end.
[[nodiscard]] std::string base_url_of(const lab_setup& setup);

/// The variable that is set in the lab.
inline constexpr const char* in_the_lab = "FLAGS_LAB";

/// The argument of the work. Its environment has the same: FLAGS_LAB is 1, FLAGS_ORIGIN is the base URL, CURL_CA_BUNDLE and
/// SSL_CERT_FILE are the CA file when the origin speaks TLS. It names no proxies, because they cannot be reached from the lab.
struct lab_facts {
    std::string base_url;                  ///< of the origin, without a slash at the end
    std::string ca_file{};                 ///< PEM of the CA to trust; empty without TLS
    const shared_count* dropped = nullptr; ///< packets towards the client that the queue dropped so far
    const shared_count* resent = nullptr;  ///< TCP segments towards the client that were sent before
};

/// The result of a visit.
struct lab_result {
    int exit_code = 0;         ///< the work's
    netlab::ferry_counts up{}; ///< packets from the client to the origin
    netlab::ferry_counts down{};
    netlab::lateness_summary late{};             ///< how long after its due moment a packet was sent on
    std::uint64_t retransmissions = 0;           ///< TCP segments that the origin sent again
    std::vector<netlab::measured_path> probes{}; ///< before the work, and after it
    std::vector<netlab::path_moment> record{};   ///< of the way to the client; not in a report
    double record_began_ms = 0;                  ///< when the record's clock was 0, since 1970
    std::vector<std::string> invalid{};          ///< why nothing may be concluded (netlab::why_invalid)
};

/// Calls `work` in a child process in the client's network, once everything is set up. `work` itself passes its findings to
/// this process, for example in a file. Programs that it leaves running end with it. When this process has been killed,
/// the guardian calls `if_orphaned` after that, to remove such a file.
/// Threads: call it while the process has one thread. The process stays in a network without any interface.
/// Errors: machine_error when the machine does not allow the network, or the server's command does not start or ends by
/// itself; usage_error for a wrong server folder. What `work` throws is written to standard error, and the exit code is 3.
[[nodiscard]] lab_result run_in_lab(
    const lab_setup& setup, const std::function<int(const lab_facts&)>& work,
    const std::function<void()>& if_orphaned = [] {});

} // namespace flags::compare
