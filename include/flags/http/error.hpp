// libcurl's result codes as std::error_code.
#pragma once

#include <system_error>

namespace flags::http {

/// The category of CURLcode values (curl/curl.h); message() is libcurl's own text.
[[nodiscard]] const std::error_category& curl_category() noexcept;

} // namespace flags::http
