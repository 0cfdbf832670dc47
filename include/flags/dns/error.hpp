// c-ares's status codes as std::error_code.
#pragma once

#include <system_error>

namespace flags::dns {

/// The category of ARES_* status values (ares.h); message() is c-ares's own text.
[[nodiscard]] const std::error_category& ares_category() noexcept;

} // namespace flags::dns
