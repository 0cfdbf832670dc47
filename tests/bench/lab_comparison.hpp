// flags compare as a part of a row: called, and its JSON read.
#pragma once

#include "bench/rows.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace flags::bench {

/// What flags compare with these options finds out. Null where networks of one's own are forbidden; `why` says so.
/// Errors: storage_error when it fails otherwise.
[[nodiscard]] nlohmann::json compare_in_lab(const setup& with, const std::vector<std::string>& options,
                                            std::string& why);

/// Of one of its variants.
[[nodiscard]] series series_of(const nlohmann::json& variant);

} // namespace flags::bench
