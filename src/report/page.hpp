// A comparison as a web page.
#pragma once

#include "compare/comparison.hpp"
#include "report/page_frame.hpp"

#include <string>

namespace flags::report {

/// One HTML file of a comparison that asks for nothing from any network, and whose
/// Content-Security-Policy forbids it: the table, a waterfall for each variant that has one, all samples in
/// the order of their runs. A flag without a picture is shown by its code.
/// What servers and users wrote may be anything: it is text there, and nothing else. Bytes that are not UTF-8
/// are replaced.
/// Units/limits: pictures over 64 KiB are left out: the largest flag of iso-flags-png-320x240 has 52 KB, and
/// all of ISO 3166-1 are to make a page that can be mailed.
[[nodiscard]] std::string to_page(const compare::comparison& result, const thumbnails& pictures);

} // namespace flags::report
