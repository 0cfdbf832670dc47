// A folder of its own for one test.
#pragma once

#include "process/temp_dir.hpp"

namespace flags::test {

using process::temp_dir;

} // namespace flags::test
