// Where the report of a run is written.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace flags::cli {

/// Whether "-" stands for a report that goes to standard output.
[[nodiscard]] bool is_standard_output(const std::filesystem::path& target);

/// Refuses a target that cannot be written later, so that a run is not in vain. Nothing is opened: a named pipe would
/// wait for its reader.
/// Errors: usage_error that names `option` when its folder is missing; storage_error when writing is not allowed.
void check_report_file(std::string_view option, const std::filesystem::path& target);

/// A regular file is whole or not there at all; a link stays, and what it leads to is written. What is no regular file (a
/// device, a named pipe, a standard stream of this process) is written to, not replaced.
/// Errors: storage_error that names the file.
void write_report(const std::filesystem::path& target, std::string_view text);

/// All of a report that was written before; of standard input for "-".
/// Errors: storage_error when it cannot be read; usage_error when it has more than 100 MB.
[[nodiscard]] std::string text_in_report(const std::filesystem::path& path);

} // namespace flags::cli
