// Networks, wires, a guardian for the work, a server, a ferry, in this order: the guardian is a fork, so it comes
// before the threads.
#include "cli/lab_session.hpp"

#include "netlab/guardian.hpp"
#include "netlab/namespaces.hpp"
#include "netlab/validity.hpp"
#include "netlab/wires.hpp"
#include "origin/server.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

namespace flags::cli {

namespace {

std::unique_ptr<origin::server> start_server(origin::options options, const netlab::namespaces& three) {
    options.bind_address = netlab::origin_address;
    options.port = 80; // nobody else is on this network
    const netlab::visit inside(three.origin, three.ferry);
    return std::make_unique<origin::server>(options);
}

// Of the work's process, which has one thread.
void set_environment(const lab_facts& facts) {
    for (const char* const proxy :
         {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
        ::unsetenv(proxy);                                          // NOLINT(concurrency-mt-unsafe)
    if (::setenv("FLAGS_ORIGIN", facts.base_url.c_str(), 1) != 0) { // NOLINT(concurrency-mt-unsafe)
        const int error = errno;
        throw storage_error(error,
                            "cannot set FLAGS_ORIGIN in the lab: " + std::generic_category().message(error));
    }
}

} // namespace

lab_end run_in_lab(const lab_setup& setup, const std::function<int(const lab_facts&)>& work) {
    const auto three = netlab::enter_namespaces();
    netlab::lay_wires(three);
    const lab_facts facts{.base_url = "http://" + std::string(netlab::origin_address) + ":80/flags"};
    netlab::guardian guardian(three.client, [&] {
        set_environment(facts);
        return work(facts);
    });
    const auto server = start_server(setup.origin, three);
    netlab::ferry ferry(setup.path, [&guardian] { guardian.end(); });
    lab_end end;
    end.exit_code = guardian.run();
    end.log = ferry.stop();
    end.invalid = netlab::why_invalid(setup.path, end.log);
    return end;
}

} // namespace flags::cli
