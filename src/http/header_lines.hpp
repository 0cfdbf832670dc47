// Headers on their way to libcurl and back.
#pragma once

#include "http/curl_handles.hpp"

#include <flags/http/request.hpp>

#include <curl/curl.h>

#include <vector>

namespace flags::http {

/// Errors: usage_error that names the URL, unless every header and validator is what request says.
void check_headers(const request& what);

/// The lines of a request that are not the client's own: its headers, and its condition (RFC 9110 section 13.1) as far as
/// it is known. Null when there are none.
[[nodiscard]] string_list header_lines(const request& what);

/// The headers of the last answer, in their order; response says which.
[[nodiscard]] std::vector<header> headers_of(CURL* easy);

} // namespace flags::http
