// Between which bounds the number of requests at once may move.
#pragma once

#include <cstddef>

namespace flags::window {

/// Each at least 1. `per_origin` and `in_all` are upper bounds always; `least` gives way to them.
struct limits {
    /// Requests at once towards one origin, and its connections. A server sees one visitor with so many
    /// connections: browsers open 6, downloaders 5 to 50.
    std::size_t per_origin = 64;
    /// Requests at once towards all origins.
    std::size_t in_all = 256;
    /// Requests at once towards a single origin while there is work, whatever the estimates say: a wrong
    /// estimate must not end in one request after another. Several origins share it.
    std::size_t least = 4;
};

} // namespace flags::window
