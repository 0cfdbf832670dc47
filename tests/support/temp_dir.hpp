// A folder of its own for one test.
#pragma once

#include "base/temp_dir.hpp"

namespace flags::test {

using flags::temp_dir;

} // namespace flags::test
