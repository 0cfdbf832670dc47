// The memory of paths on disk.
#pragma once

#include <flags/base/error.hpp>
#include <flags/window/path_memory.hpp>

#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace flags::fetch {

/// `flags/paths.json` in the folder for caches: $XDG_CACHE_HOME, else ~/.cache. Nothing when neither variable is an
/// absolute path (XDG Base Directory Specification).
[[nodiscard]] std::optional<std::filesystem::path> usual_path_file();

/// What the file says; an empty memory when it is missing or empty. What cannot be a memory that this user's programs
/// wrote is left unread, and the error says what it is: a link, no regular file, another user's, one that others may
/// write to, one that is larger than any memory, or text of another kind or version.
/// Threads: any; blocks, though for nobody: a named pipe is not waited for.
[[nodiscard]] std::expected<window::path_memory, std::string>
read_path_file(const std::filesystem::path& file);

/// Reads the file once more, because another run may have written it meanwhile, lets `change` have its memory, and
/// replaces it as a whole: whoever reads finds the one or the other. The file is readable by its owner only, as are
/// folders that are made for it. What read_path_file() leaves unread is not replaced.
/// Errors: storage_error.
/// Threads: any; blocks.
void change_path_file(const std::filesystem::path& file,
                      const std::function<void(window::path_memory&)>& change);

} // namespace flags::fetch
