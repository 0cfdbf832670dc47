// One file to fetch.
#pragma once

#include <flags/fetch/content.hpp>

#include <optional>
#include <string>

namespace flags::fetch {

/// What is wanted and where it goes.
struct job {
    std::string label;     ///< how people call it: "BR"
    std::string url;       ///< http or https
    std::string file_name; ///< the plain name in the store's folder
    /// What the body has to be; any bytes when empty.
    std::optional<media_type> expected{};
};

} // namespace flags::fetch
