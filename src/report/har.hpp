// A comparison as an HTTP archive, which browsers' developer tools and HAR viewers open.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace flags::report {

/// HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) of a comparison's document, schema 1: a page for
/// each variant that has a waterfall, an entry for each attempt. A phase that did not happen is -1; `time` is
/// the sum of the phases, `ssl` not counted, as it is part of `connect`. What HAR has no word for begins with
/// an underscore. Header fields are not known and so not told. Bytes that are not UTF-8 are replaced.
/// Errors: nlohmann::json::exception when `comparison` is no such document.
[[nodiscard]] std::string to_har(const nlohmann::ordered_json& comparison);

} // namespace flags::report
