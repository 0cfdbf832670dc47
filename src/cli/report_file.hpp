// Where the report of a run is written.
#pragma once

#include <filesystem>
#include <string_view>

namespace flags::cli {

/// Whole or not at all; but what is not a regular file (/dev/stdout, a named pipe) is written to, not replaced.
/// Errors: storage_error that names the file.
void write_report(const std::filesystem::path& target, std::string_view text);

} // namespace flags::cli
