// A child gives up the machine's network; the parent checks.
#include "netlab/between_networks.hpp"

#include "netlab/wires.hpp"
#include "support/in_child.hpp"

#include <flags/base/error.hpp>

#include <doctest/doctest.h>

#include <cstdio>

namespace flags::test {

void between_networks(const std::function<int(const netlab::namespaces&)>& act) {
    const int status = in_child([&] {
        netlab::namespaces three;
        try {
            three = netlab::enter_namespaces();
        } catch (const machine_error& refusal) {
            std::printf("SKIPPED: %s\n", refusal.what());
            std::fflush(stdout);
            return cannot_run_here;
        }
        netlab::lay_wires(three);
        return act(three);
    });
    if (status != cannot_run_here) CHECK(status == 0);
}

} // namespace flags::test
