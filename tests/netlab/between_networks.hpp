// Tests on networks of their own.
#pragma once

#include "netlab/namespaces.hpp"

#include <functional>

namespace flags::test {

/// Checks that `act`, which a child calls on networks with wires, returns 0. Where this machine forbids them, it says
/// SKIPPED and why.
void between_networks(const std::function<int(const netlab::namespaces&)>& act);

} // namespace flags::test
