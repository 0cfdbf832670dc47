// What every page is made of: a skeleton, and the parts that are put in.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace flags::report {

[[nodiscard]] std::string base64(std::string_view bytes);

/// JSON as the content of a script element, which it never ends, whatever is in it. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string in_script(const nlohmann::ordered_json& document);

/// The head and the foot that all pages have around `body`, with the style, `document`, Chart.js and `script` at their places, and the hashes by which its
/// Content-Security-Policy allows them and nothing else.
[[nodiscard]] std::string framed_page(std::string_view body, const std::string& document,
                                      const std::string& script);

} // namespace flags::report
