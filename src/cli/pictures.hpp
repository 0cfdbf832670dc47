// The flags that a page shows.
#pragma once

#include "compare/comparison.hpp"
#include "compare/matrix.hpp"
#include "report/page_frame.hpp"

#include <filesystem>

namespace flags::cli {

/// Those in the folder of a run, for each of its files that is there.
[[nodiscard]] report::thumbnails pictures_in(const std::filesystem::path& folder,
                                             const compare::settings& what);

/// Those of the installed package of flags for all that a matrix names; none when it is not installed, or when they would make
/// the page too large. Units/limits: 1 MiB in all, which the usual 20 flags have twice.
[[nodiscard]] report::thumbnails pictures_for(const compare::matrix& result);

} // namespace flags::cli
