// The header lines of a conditional request.
#pragma once

#include "http/curl_handles.hpp"

#include <flags/http/validators.hpp>

namespace flags::http {

/// If-None-Match and If-Modified-Since (RFC 9110 section 13.1), as far as they are known; null when neither is.
[[nodiscard]] string_list conditions_of(const validators& copy);

} // namespace flags::http
