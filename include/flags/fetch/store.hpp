// A folder in which every file is whole or absent, whenever the program is killed.
#pragma once

#include <flags/base/error.hpp>
#include <flags/base/unique_fd.hpp>
#include <flags/fetch/saved_copy.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace flags::fetch {

/// Whether a text names a file in a folder and nothing else: no '/', no NUL, neither empty nor "." nor "..".
[[nodiscard]] bool is_plain_file_name(std::string_view text) noexcept;

/// The same of a path: plain names with one '/' between two of them.
[[nodiscard]] bool is_path_below(std::string_view text) noexcept;

struct store_options {
    /// Flush each file and its folder entry to the disk before save() returns, and folders that are made, so that all
    /// survive a power cut. Without it a killed program loses nothing, a crashed machine may lose the last seconds.
    bool fsync = false;
    /// Of the files, less the umask.
    mode_t permissions = 0666;
    /// Whether a file may be in a folder below, as "a/b.png"; folders that are missing are made.
    bool takes_paths = false;
};

/// Saves files by writing a temporary one beside the target and renaming it, which POSIX makes atomic.
///
/// Owns: a descriptor of the folder, so that renaming the folder meanwhile redirects nothing. Copies share
/// it: a job on a worker keeps what it needs, whatever becomes of the caller.
/// Threads: any, several at once. All calls block. Not for use on both sides of a fork(2).
class store {
public:
    /// Creates the folder and its parents if they are missing.
    /// Errors: storage_error when the folder cannot be created, opened or written to.
    explicit store(const std::filesystem::path& folder, store_options options = {});

    /// Makes `file_name` hold exactly `bytes`, replacing a file of that name.
    ///
    /// Units/limits: nine system calls, the longest of which are open, write, close and rename; two more with fsync, two
    /// more below the folder.
    /// Errors: usage_error unless `file_name` is the plain name of a file, or a path where the options allow it; storage_error
    /// when the disk refuses, after which the temporary file is gone and the target is as it was. Only when flushing the
    /// folder itself fails is the new file already in its place. A symbolic link that leads out of the folder is refused, and
    /// so is another disk that is mounted below it: the temporary file is in the folder itself, where a sweep finds it.
    void save(const std::string& file_name, std::string_view bytes) const;

    /// Whether the folder has a regular file of this name with the size and the hash of `copy`. A file that cannot be
    /// read is not there. Reads all of it if the size is right.
    [[nodiscard]] bool holds(const std::string& file_name, const saved_copy& copy) const;

private:
    struct opened_folder {
        std::filesystem::path path;
        store_options options;
        unique_fd descriptor;
        std::uint64_t boot;
    };
    [[nodiscard]] unique_fd make_folder(const std::string& path) const;
    void flush_folders_of(const std::string& file_name) const;

    std::shared_ptr<const opened_folder> folder_;
};

struct sweep_result {
    std::size_t removed = 0;
    std::size_t failed = 0;
    std::optional<storage_error> first_failure;
};

/// Removes temporary files that killed runs left in `folder`. While a store writes a file it holds a lock (flock(2)) on it,
/// which the kernel ends with the process: a file goes when it can be locked. One that was made in another boot, perhaps
/// on another machine whose locks are not seen here, must also not have changed for 24 hours. Files of live runs, this one
/// included, and everything that is not a store's temporary file stay.
///
/// Errors: storage_error when the folder cannot be read; a file that cannot be removed is counted and the
/// rest goes on.
/// Threads: any; blocks.
[[nodiscard]] sweep_result sweep(const std::filesystem::path& folder);

} // namespace flags::fetch
