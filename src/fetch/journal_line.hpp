// The format of a journal, for its writer and its reader.
#pragma once

#include <string_view>

namespace flags::fetch {

/// Raised when a line changes its meaning.
inline constexpr int journal_version = 1;

/// How every line begins, which distinguishes a journal from a file of another kind.
inline constexpr std::string_view line_start = R"({"journal":)";

} // namespace flags::fetch
