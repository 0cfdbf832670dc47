// The validators of one version of a file, so that the next request can ask for it only if it has changed.
#pragma once

#include <string>

namespace flags::http {

/// Both as sent, empty when absent. They belong to the URL that was asked, and to no other (RFC 9110 section 8.8).
struct validators {
    std::string etag{};          ///< quotes and weakness included
    std::string last_modified{}; ///< a date

    bool operator==(const validators&) const = default;
};

} // namespace flags::http
