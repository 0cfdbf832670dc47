// A link with further conditions, whatever others there are.
#pragma once

#include "netlab/link.hpp"

#include <tuple>

namespace flags::test {

using lab_link = netlab::link; // unistd.h has a function of this name

template <netlab::condition_kind... Kinds>
[[nodiscard]] lab_link link_with(netlab::link_settings on, const Kinds&... kinds) {
    ((std::get<Kinds>(on.further) = kinds), ...);
    return lab_link(on);
}

} // namespace flags::test
