// A matrix as a web page.
#pragma once

#include "compare/matrix.hpp"
#include "report/page_frame.hpp"

#include <string>

namespace flags::report {

/// One HTML file that asks for nothing from any network, as to_page() of a comparison makes it: the sentences, the heat map, and
/// for a chosen network the time by requests at once with its intervals, the limit, and what the queue dropped; for a chosen cell the
/// requests of its median run.
/// Units/limits: the requests of 20'000 in all (some 2 MB); cells that come after these are without.
[[nodiscard]] std::string to_page(const compare::matrix& result, const thumbnails& pictures);

} // namespace flags::report
