// Size, hash and validators of a saved file: to recognise it, and to ask the server whether it has changed.
#pragma once

#include <flags/http/validators.hpp>

#include <cstdint>
#include <string>

namespace flags::fetch {

struct saved_copy {
    std::uint64_t size = 0;
    std::string sha256; ///< 64 hexadecimal digits in lower case (FIPS 180-4)
    http::validators validators{};

    bool operator==(const saved_copy&) const = default;
};

} // namespace flags::fetch
