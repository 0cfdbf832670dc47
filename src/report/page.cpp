// What comes from servers and users is only ever in the JSON.
#include "report/page.hpp"

#include "report/comparison_json.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>

namespace flags::report {

namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t largest_thumbnail = std::size_t{64} * 1024;

json data_uris(const std::map<std::string, image>& thumbnails) {
    json uris = json::object();
    for (const auto& [code, picture] : thumbnails)
        if (picture.bytes.size() <= largest_thumbnail)
            uris[code] = "data:" + picture.media_type + ";base64," + base64(picture.bytes);
    return uris;
}

} // namespace

std::string to_page(const compare::comparison& told, const std::map<std::string, image>& thumbnails) {
    return framed_page(parts::page_html,
                       in_script({{"comparison", to_json(told)}, {"thumbnails", data_uris(thumbnails)}}),
                       std::string(parts::page_tools_js) + std::string(parts::page_js) +
                           std::string(parts::window_js) + std::string(parts::charts_js));
}

} // namespace flags::report
