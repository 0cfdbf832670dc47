// The list of the further conditions.
#pragma once

#include "netlab/duplication.hpp"
#include "netlab/kind.hpp"
#include "netlab/managed_queue.hpp"
#include "netlab/policing.hpp"
#include "netlab/reordering.hpp"
#include "netlab/varying_rate.hpp"
#include "netlab/waking.hpp"

#include <tuple>

namespace flags::netlab {

/// The settings of each kind, in the order in which packets pass those of the same place.
using further_conditions =
    std::tuple<waking, policing, varying_rate, queue_management, duplication, reordering>;

/// Calls `act` with the settings of each kind, const or not.
template <class Conditions, class Act>
constexpr void for_each_kind(Conditions& further, Act act) {
    std::apply([&act](auto&... each) { (act(each), ...); }, further);
}

/// The same with those only that add something.
template <class Act>
constexpr void for_each_active(const further_conditions& further, Act act) {
    for_each_kind(further, [&act]<condition_kind Kind>(const Kind& each) {
        if (each != Kind()) act(each);
    });
}

} // namespace flags::netlab
