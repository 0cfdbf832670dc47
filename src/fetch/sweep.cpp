// Clears up after runs that were killed between writing and renaming.
#include "fetch/storage_failure.hpp"
#include "fetch/temp_name.hpp"

#include <flags/fetch/store.hpp>

#include <cerrno>
#include <chrono>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace flags::fetch {
namespace {

/// Another machine's processes cannot be asked for. No download of one file takes a day, and no two clocks
/// that share a folder differ by one.
constexpr std::chrono::hours foreign_age{24};

struct close_directory {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

bool is_left_over(const struct stat& status, const run_id& owner, const run_id& self) {
    if (!S_ISREG(status.st_mode)) return false;
    if (owner.machine == self.machine) return !is_alive(owner);
    const auto changed = std::chrono::system_clock::from_time_t(status.st_mtime);
    return std::chrono::system_clock::now() - changed > foreign_age;
}

} // namespace

sweep_result sweep(const std::filesystem::path& folder) {
    const std::unique_ptr<DIR, close_directory> directory(::opendir(folder.c_str()));
    if (!directory) throw storage_failure(errno, "read the folder", folder.native());
    const int descriptor = ::dirfd(directory.get());
    const auto self = this_run();
    sweep_result result;
    for (;;) {
        errno = 0;
        // NOLINTNEXTLINE(concurrency-mt-unsafe): safe for a stream of its own (POSIX.1-2024)
        const dirent* const entry = ::readdir(directory.get());
        if (entry == nullptr && errno != 0) throw storage_failure(errno, "read the folder", folder.native());
        if (entry == nullptr) return result;
        const char* const name = &entry->d_name[0];
        const auto owner = parse_temporary_name(name);
        if (!owner) continue;
        struct stat status{};
        // NOLINTNEXTLINE(clang-analyzer-unix.StdCLibraryFunctions): an open stream has a descriptor
        if (::fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
            if (!is_left_over(status, *owner, self)) continue;
            if (::unlinkat(descriptor, name, 0) == 0) {
                ++result.removed;
                continue;
            }
        }
        if (errno == ENOENT) continue; // another sweep was faster
        ++result.failed;
        if (!result.first_failure)
            result.first_failure =
                storage_failure(errno, "remove the left-over file", (folder / name).native());
    }
}

} // namespace flags::fetch
