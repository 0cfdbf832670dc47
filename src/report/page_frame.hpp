// What every page is made of: a skeleton, and the parts that are put in.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace flags::report {

/// A picture as it came from a server.
struct image {
    std::string media_type; ///< "image/png"
    std::string bytes;
};

/// Flags by code.
using thumbnails = std::map<std::string, image>;

/// For the document of a page, without pictures that are too large. Units/limits: 64 KiB each.
[[nodiscard]] nlohmann::ordered_json data_uris(const thumbnails& pictures);

[[nodiscard]] std::string base64(std::string_view bytes);

/// JSON as the content of a script element, which it never ends, whatever is in it. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string in_script(const nlohmann::ordered_json& document);

/// The head and the foot that all pages have around `body`, with the style, `document`, Chart.js, what the pages
/// share and `scripts` at their places, and the hashes by which its
/// Content-Security-Policy allows them and nothing else.
[[nodiscard]] std::string framed_page(std::string_view body, const std::string& document,
                                      std::initializer_list<std::string_view> scripts);

} // namespace flags::report
