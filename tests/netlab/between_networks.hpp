// Tests on networks of their own.
#pragma once

#include "netlab/namespaces.hpp"

#include <functional>

namespace flags::test {

/// Checks that `act` returns 0, which a child calls on networks whose interfaces are up; `cannot_run_here` from `act` skips.
/// Skips on a machine that forbids such networks to other programs as well (networks_are_forbidden).
void between_networks(const std::function<int(const netlab::namespaces&)>& act);

} // namespace flags::test
