// The files that a page is made of, as the build embeds them (embed.cmake).
#pragma once

#include <string_view>

namespace flags::report::parts {

extern const std::string_view page_head_html;
extern const std::string_view page_foot_html;
extern const std::string_view page_html;
extern const std::string_view page_css;
extern const std::string_view page_tools_js;
extern const std::string_view page_js;
extern const std::string_view matrix_html;
extern const std::string_view matrix_js;
extern const std::string_view window_js;
extern const std::string_view path_js;
extern const std::string_view waterfall_js;
extern const std::string_view play_js;
extern const std::string_view charts_js;
extern const std::string_view chart_min_js; ///< Chart.js, of Debian's libjs-chart.js

} // namespace flags::report::parts
