// What comes from servers and users is only ever in the JSON.
#include "report/page.hpp"

#include "report/comparison_json.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"

#include <nlohmann/json.hpp>

namespace flags::report {

std::string to_page(const compare::comparison& result, const thumbnails& pictures) {
    return framed_page(parts::page_html,
                       in_script({{"comparison", to_json(result)}, {"thumbnails", data_uris(pictures)}}),
                       {parts::page_js, parts::charts_js});
}

} // namespace flags::report
