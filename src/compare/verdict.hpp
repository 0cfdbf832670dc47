// What a comparison means, in plain words.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace flags::compare {

/// A few sentences on a document of make_comparison: how much faster flags is than the first variant, how near to its limit
/// and what that limit is, how many connections help, and how it does beside each peer, where an interval that holds 1 "may be
/// chance".
[[nodiscard]] std::string sentence_of(const nlohmann::ordered_json& comparison);

} // namespace flags::compare
