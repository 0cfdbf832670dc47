// The order is: networks, interfaces, the guardian of the work, the server, the ferry. Guardians fork, so they come before the
// threads of the server and the ferry; the work's is the first, because it keeps what Ctrl-C did before.
#include "compare/lab_visit.hpp"

#include "base/this_system.hpp"
#include "compare/lab_server.hpp"
#include "netlab/namespaces.hpp"
#include "netlab/validity.hpp"
#include "netlab/wires.hpp"
#include "origin/throwaway_ca.hpp"
#include "process/guardian.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>

namespace flags::compare {

namespace {

template <class Clock, class Duration>
double milliseconds_of(std::chrono::time_point<Clock, Duration> moment) {
    return std::chrono::duration<double, std::milli>(moment.time_since_epoch()).count();
}

// No other server is on this network.
std::uint16_t port_of(const lab_setup& setup) { return setup.tls ? 443 : 80; }

std::unique_ptr<origin::server> start_server(origin::options options, std::uint16_t port,
                                             const netlab::namespaces& three) {
    options.bind_address = netlab::origin_address;
    options.port = port;
    const netlab::visit inside(three.origin, three.ferry);
    return std::make_unique<origin::server>(options);
}

// Its network is new and has no other program, so the kernel's counter began at 0.
std::uint64_t retransmissions_of_origin(const netlab::namespaces& three) {
    const netlab::visit inside(three.origin, three.ferry);
    return tcp_counter("RetransSegs");
}

void set(const char* variable, const std::string& value) {
    if (::setenv(variable, value.c_str(), 1) == 0) return; // NOLINT(concurrency-mt-unsafe)
    throw_errno<machine_error>(errno, "cannot set " + std::string(variable) + " in the lab");
}

// Changes the environment of the work's process, which has one thread.
void set_environment(const lab_facts& facts) {
    for (const char* const proxy :
         {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
        ::unsetenv(proxy); // NOLINT(concurrency-mt-unsafe)
    set(in_the_lab, "1");
    set("FLAGS_ORIGIN", facts.base_url);
    if (facts.ca_file.empty()) return;
    for (const char* const variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
        set(variable, facts.ca_file);
}

} // namespace

std::string base_url_of(const lab_setup& setup) {
    return (setup.tls ? "https://" : "http://") + std::string(netlab::origin_address) + "/flags";
}

lab_result run_in_lab(const lab_setup& setup, const std::function<int(const lab_facts&)>& work,
                      const std::function<void()>& if_orphaned) {
    const auto three = netlab::enter_namespaces();
    netlab::lay_wires(three, setup.path.congestion_control);
    shared_count dropped; // before the guardian forks
    shared_count resent;
    lab_facts facts{.base_url = base_url_of(setup), .dropped = &dropped, .resent = &resent};
    origin::options origin = setup.origin;
    unique_fd authority;
    if (setup.tls) {
        auto made = origin::make_throwaway_ca(netlab::origin_address);
        // Programs need a path. A file in memory is gone when they and this process have ended, however they end.
        authority = memory_file("flags-lab-ca.pem", made.certificate_pem);
        origin.tls = std::move(made.server);
    }
    process::guardian guardian(
        three.client,
        [&] {
            // The guardian holds the descriptor, so the work's programs and their children need not inherit it.
            if (authority) facts.ca_file = path_of_descriptor(::getppid(), authority.get());
            set_environment(facts);
            return work(facts);
        },
        if_orphaned);
    std::optional<lab_server> program;
    std::unique_ptr<origin::server> server;
    if (setup.origin_command.empty()) {
        server = start_server(std::move(origin), port_of(setup), three);
    } else {
        program.emplace(three,
                        server_command{.command = setup.origin_command,
                                       .address = std::string(netlab::origin_address),
                                       .port = port_of(setup),
                                       .identity = origin.tls.value_or(origin::tls_identity())},
                        [&guardian] { guardian.end(); });
        program->start();
    }
    netlab::ferry ferry(setup.path, [&guardian] { guardian.end(); }, &dropped, &resent);
    const auto before = netlab::probe_path(three, setup.path);
    const int exit_code = guardian.run();
    if (program) program->check();
    const auto retransmissions = retransmissions_of_origin(three);
    const auto after = netlab::probe_path(three, setup.path);
    const auto log = ferry.stop();
    return {.exit_code = exit_code,
            .up = log.up,
            .down = log.down,
            .late = log.late.summary(),
            .retransmissions = retransmissions,
            .probes = {netlab::measured_by(before), netlab::measured_by(after)},
            .record = log.record.rows(),
            .record_began_ms = milliseconds_of(std::chrono::system_clock::now()) -
                               milliseconds_of(netlab::link_clock::now()),
            .invalid = netlab::why_invalid(setup.path, log, std::array{before, after})};
}

} // namespace flags::compare
