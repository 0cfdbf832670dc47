// A comparison as an HTTP archive, which browsers' developer tools and HAR viewers open.
#pragma once

#include "compare/comparison.hpp"

#include <string>

namespace flags::report {

/// HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) of a comparison: a page for
/// each variant that has a median run, an entry for each attempt. A phase that did not happen is -1; `time` is
/// the sum of the phases, `ssl` not counted, as it is part of `connect`. Fields that HAR does not define begin
/// with an underscore. Header fields are not known and left out. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string to_har(const compare::comparison& result);

} // namespace flags::report
