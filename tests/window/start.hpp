// When the tests' time begins.
#pragma once

#include <flags/window/units.hpp>

namespace scenes {

inline constexpr flags::window::moment start{flags::window::seconds(3600)}; // not the epoch

} // namespace scenes
