// The memory of paths on disk.
#pragma once

#include <flags/base/error.hpp>
#include <flags/window/path_memory.hpp>

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace flags::fetch {

/// `flags/paths.json` in the folder for caches: $XDG_CACHE_HOME, else ~/.cache. Nothing when neither variable is an
/// absolute path (XDG Base Directory Specification).
[[nodiscard]] std::optional<std::filesystem::path> usual_path_file();

/// One such file.
/// Threads: one at a time; all of it blocks, though for nobody: a named pipe is not waited for.
class path_file {
public:
    explicit path_file(std::filesystem::path file) : file_(std::move(file)) {}

    /// What the file says; an empty memory when it is missing or empty. Nothing is read when the file is the one that was
    /// read last. What cannot be a memory that this user's programs wrote is left unread, and the error says what it is: a
    /// link, no regular file, another user's, one that others may write to, one that is larger than any memory, or text of
    /// another kind or version.
    [[nodiscard]] std::expected<const window::path_memory*, std::string> read();

    /// Reads the file again if another run has replaced it meanwhile, lets `change` have its memory, and replaces it as a
    /// whole: whoever reads finds the one or the other. The file is readable by its owner only, as are folders that are made
    /// for it. What read() leaves unread is not replaced.
    /// Errors: storage_error.
    void change(const std::function<void(window::path_memory&)>& change);

private:
    // A file is replaced and never written to, so another inode or another time of its birth is another text.
    struct version {
        std::uint64_t device = 0, inode = 0;
        std::int64_t seconds = 0, nanoseconds = 0, size = 0;
        [[nodiscard]] bool operator==(const version&) const = default;
    };

    std::filesystem::path file_;
    window::path_memory memory_{};
    std::optional<version> of_{}; // nothing: memory_ was read of no file
};

} // namespace flags::fetch
