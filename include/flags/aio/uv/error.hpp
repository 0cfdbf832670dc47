// libuv's error numbers as flags::error.
#pragma once

#include <flags/base/error.hpp>

namespace flags::aio::uv {

/// Throws flags::error when `status` is negative. libuv's numbers on Unix are negated errno values, so the
/// code is in the generic category; `what` names the call that failed.
void check(const char* what, int status);

} // namespace flags::aio::uv
