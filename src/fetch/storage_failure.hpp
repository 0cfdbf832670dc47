// errno in words, with what to try.
#pragma once

#include <flags/base/error.hpp>

#include <string_view>

namespace flags::fetch {

/// "cannot {action} {path}: {reason}: {remedy}".
[[nodiscard]] storage_error storage_failure(int errno_value, std::string_view action, std::string_view path);

} // namespace flags::fetch
