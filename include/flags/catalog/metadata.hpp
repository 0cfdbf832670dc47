// What a server says about a country, beside its flag.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flags::catalog {

/// Larger metadata is refused; the book's server has 60 bytes for each country.
inline constexpr std::size_t metadata_limit = std::size_t{16} * 1024;

/// The country's name in `{"country": "Bangladesh", ...}`, as it stands there: untrusted text, never empty.
/// Errors: content_error that names `url`, for anything else.
/// Threads: any.
[[nodiscard]] std::string country_in_metadata(std::string_view json, std::string_view url);

} // namespace flags::catalog
