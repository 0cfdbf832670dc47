// Clears up after runs that were killed between writing and renaming.
#include "fetch/storage_failure.hpp"
#include "fetch/temp_name.hpp"

#include <flags/base/unique_fd.hpp>
#include <flags/fetch/store.hpp>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace flags::fetch {
namespace {

/// Locks of another machine may not be seen here. No download of one file takes a day, and no two clocks
/// that share a folder differ by one.
constexpr std::chrono::hours foreign_age{24};

struct close_directory {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

bool is_old(const struct stat& status) {
    const auto changed = std::chrono::system_clock::from_time_t(status.st_mtime);
    return std::chrono::system_clock::now() - changed > foreign_age;
}

// Removes a file that nobody has locked. Returns an errno, 0 when it is gone; EWOULDBLOCK when its run lives.
int remove_left_over(int directory, const char* name) {
    const unique_fd file(::openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    // A shared lock needs no more than the right to read on network file systems, too.
    if (!file || ::flock(file.get(), LOCK_SH | LOCK_NB) != 0) return errno;
    return ::unlinkat(directory, name, 0) == 0 ? 0 : errno;
}

} // namespace

sweep_result sweep(const std::filesystem::path& folder) {
    const std::unique_ptr<DIR, close_directory> directory(::opendir(folder.c_str()));
    if (!directory) throw storage_failure(errno, "read the folder", folder.native());
    const int descriptor = ::dirfd(directory.get());
    const std::uint64_t boot = this_boot();
    sweep_result result;
    for (;;) {
        errno = 0;
        // NOLINTNEXTLINE(concurrency-mt-unsafe): safe for a stream of its own (POSIX.1-2024)
        const dirent* const entry = ::readdir(directory.get());
        if (entry == nullptr && errno != 0) throw storage_failure(errno, "read the folder", folder.native());
        if (entry == nullptr) return result;
        const char* const name = &entry->d_name[0];
        const auto made_in = boot_in_temporary_name(name);
        struct stat status{};
        // NOLINTNEXTLINE(clang-analyzer-unix.StdCLibraryFunctions): an open stream has a descriptor
        if (!made_in || ::fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(status.st_mode) || (*made_in != boot && !is_old(status)))
            continue;
        const int failure = remove_left_over(descriptor, name);
        if (failure == 0) ++result.removed;
        // Another sweep was faster, or the run has given the file its name.
        if (failure == 0 || failure == ENOENT || failure == EWOULDBLOCK) continue;
        ++result.failed;
        if (!result.first_failure)
            result.first_failure =
                storage_failure(failure, "remove the left-over file", (folder / name).native());
    }
}

} // namespace flags::fetch
