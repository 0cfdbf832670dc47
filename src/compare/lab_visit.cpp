// Networks, wires, a guardian for the work, a server, a ferry, in this order: the guardian is a fork, so it comes
// before the threads.
#include "compare/lab_visit.hpp"

#include "netlab/namespaces.hpp"
#include "netlab/validity.hpp"
#include "netlab/wires.hpp"
#include "origin/throwaway_ca.hpp"
#include "process/guardian.hpp"

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace flags::compare {

namespace {

std::unique_ptr<origin::server> start_server(origin::options options, const netlab::namespaces& three) {
    options.bind_address = netlab::origin_address;
    options.port = options.tls ? 443 : 80; // nobody else is on this network
    const netlab::visit inside(three.origin, three.ferry);
    return std::make_unique<origin::server>(options);
}

// The CA for programs, which want a path. A memfd has one in /proc, and nothing is left of it however everybody ends.
unique_fd in_memory(const std::string& pem) {
    unique_fd memory(::memfd_create("flags-lab-ca.pem", MFD_CLOEXEC));
    if (!memory || ::write(memory.get(), pem.data(), pem.size()) != static_cast<ssize_t>(pem.size())) {
        const int error = errno;
        throw storage_error(error,
                            "cannot keep the CA of the lab: " + std::generic_category().message(error));
    }
    return memory;
}

void set(const char* variable, const std::string& value) {
    if (::setenv(variable, value.c_str(), 1) == 0) return; // NOLINT(concurrency-mt-unsafe)
    const int error = errno;
    throw storage_error(error, "cannot set " + std::string(variable) +
                                   " in the lab: " + std::generic_category().message(error));
}

// Of the work's process, which has one thread.
void set_environment(const lab_facts& facts) {
    for (const char* const proxy :
         {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
        ::unsetenv(proxy); // NOLINT(concurrency-mt-unsafe)
    set("FLAGS_ORIGIN", facts.base_url);
    if (facts.ca_file.empty()) return;
    for (const char* const variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
        set(variable, facts.ca_file);
}

} // namespace

lab_end run_in_lab(const lab_setup& setup, const std::function<int(const lab_facts&)>& work,
                   const std::function<void()>& if_orphaned) {
    const auto three = netlab::enter_namespaces();
    netlab::lay_wires(three);
    lab_facts facts{.base_url = (setup.tls ? "https://" : "http://") + std::string(netlab::origin_address) +
                                "/flags"};
    origin::options origin = setup.origin;
    unique_fd authority;
    if (setup.tls) {
        auto made = origin::make_throwaway_ca(netlab::origin_address);
        authority = in_memory(made.certificate_pem);
        origin.tls = std::move(made.server);
    }
    process::guardian guardian(
        three.client,
        [&] {
            // The guardian's descriptor: the work's programs and theirs need not inherit anything.
            if (authority)
                facts.ca_file =
                    "/proc/" + std::to_string(::getppid()) + "/fd/" + std::to_string(authority.get());
            set_environment(facts);
            return work(facts);
        },
        if_orphaned);
    const auto server = start_server(std::move(origin), three);
    netlab::ferry ferry(setup.path, [&guardian] { guardian.end(); });
    lab_end end;
    end.probes.push_back(netlab::probe_path(three, setup.path));
    end.exit_code = guardian.run();
    end.probes.push_back(netlab::probe_path(three, setup.path));
    end.log = ferry.stop();
    end.invalid = netlab::why_invalid(setup.path, end.log, end.probes);
    return end;
}

} // namespace flags::compare
