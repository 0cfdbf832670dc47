// What is shown and written of a matrix, measured now or read again.
#pragma once

#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"
#include "compare/matrix.hpp"

#include <filesystem>

namespace flags::cli {

/// The matrix in a file that --json wrote. Errors: usage_error that begins with `option`; storage_error.
[[nodiscard]] compare::matrix read_matrix(const char* option, const std::filesystem::path& path);

/// Shows the heat map, writes the files that are wanted and makes the checks. Errors: usage_error, storage_error.
[[nodiscard]] exit_code present(const compare::matrix& results, const bench_options& options);

} // namespace flags::cli
