// Opens files and folders below one folder and nowhere else, whatever the path and the symbolic links in the folder say.
#pragma once

#include <flags/base/unique_fd.hpp>

#include <expected>
#include <string>

namespace flags {

/// Opens `path`, relative and with single slashes, for reading below the folder that is open as `folder`. A
/// symbolic link that stays below the folder is followed, one that leaves it is an error (EXDEV). Does not
/// wait for the other end of a FIFO.
/// Errors: the errno, as a value.
/// Source: openat2(2), RESOLVE_BENEATH.
[[nodiscard]] std::expected<unique_fd, int> open_beneath(int folder, const std::string& path);

/// What open_beneath does where the kernel has no openat2 (before 5.6) or a sandbox forbids it: component by
/// component, following no symbolic link at all (ELOOP or ENOTDIR).
[[nodiscard]] std::expected<unique_fd, int> open_beneath_stepwise(int folder, const std::string& path);

/// Opens the folder `path` below the folder that is open as `folder`, as open_beneath() does.
[[nodiscard]] std::expected<unique_fd, int> open_folder_beneath(int folder, const std::string& path);

/// The same; folders that are missing on the way are made first, each below the one before, so none is made elsewhere.
[[nodiscard]] std::expected<unique_fd, int> make_folder_beneath(int folder, const std::string& path);

} // namespace flags
