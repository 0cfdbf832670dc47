// What a run of flags wrote of a real site.
#pragma once

#include "compare/replay.hpp"

#include <filesystem>

namespace flags::cli {

/// The site behind a journal (--journal) or a run's JSON report (--json), "-" being standard input. Anyone may have written the file.
/// Units/limits: 100 MB, and those of compare::replay_of().
/// Errors: usage_error that begins with "--replay FILE: "; storage_error when it cannot be read.
[[nodiscard]] compare::replayed_site read_replay(const std::filesystem::path& file);

} // namespace flags::cli
