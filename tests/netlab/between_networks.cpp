// The child enters the networks; the parent checks its exit status.
#include "netlab/between_networks.hpp"

#include "netlab/conditions.hpp"
#include "netlab/wires.hpp"
#include "support/in_child.hpp"
#include "support/networks.hpp"

#include <doctest/doctest.h>

namespace flags::test {

void between_networks(const std::function<int(const netlab::namespaces&)>& act) {
    if (networks_are_forbidden()) return;
    const int status = in_child([&] {
        const netlab::namespaces three = netlab::enter_namespaces();
        netlab::lay_wires(three, netlab::conditions().congestion_control);
        return act(three);
    });
    if (status != cannot_run_here) CHECK(status == 0);
}

} // namespace flags::test
