// A folder that its owner removes.
#pragma once

#include <filesystem>
#include <utility>

namespace flags::process {

/// Owns: a fresh, empty folder (mkdtemp, so readable by this user only), removed with all it holds.
/// Errors: the constructors throw std::system_error; what the destructor cannot remove it names on stderr.
class temp_dir {
public:
    /// In TMPDIR, or /tmp.
    temp_dir();
    explicit temp_dir(const std::filesystem::path& parent);
    /// One that is not there yet: a name that nobody can guess. make_private_folder() may be called in a fork(2) of this process, when
    /// somebody is there who removes the folder should this process be killed.
    [[nodiscard]] static temp_dir later(const std::filesystem::path& parent);
    temp_dir(const temp_dir&) = delete;
    temp_dir& operator=(const temp_dir&) = delete;
    ~temp_dir();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    struct name_only {
        std::filesystem::path path;
    };
    explicit temp_dir(name_only name) : path_(std::move(name.path)) {}

    std::filesystem::path path_;
};

/// Makes the folder of temp_dir::later(). Errors: std::system_error, also when there is something of that name.
void make_private_folder(const std::filesystem::path& path);

/// Where a temp_dir is in memory and no disk takes part (tmpfs(5)): /dev/shm if this user may write there, else the
/// folder that temp_dir() takes.
[[nodiscard]] std::filesystem::path fastest_temp_parent();

/// Whether `folder` is on a tmpfs.
[[nodiscard]] bool is_tmpfs(const std::filesystem::path& folder);

} // namespace flags::process
