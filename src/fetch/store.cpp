// Write beside, then rename. The order of the calls is the guarantee, so all of them are in save(). And reading again
// what was saved.
#include "base/open_beneath.hpp"
#include "fetch/sha256.hpp"
#include "fetch/storage_failure.hpp"
#include "fetch/temp_name.hpp"

#include <flags/fetch/store.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace flags::fetch {
namespace {

void check_name(const std::string& file_name, bool takes_paths) {
    if (is_plain_file_name(file_name) || (takes_paths && is_path_below(file_name))) return;
    throw usage_error(fmt::format(
        "'{}' is not the plain name of a file: leave out folders (no '/', not '.' or '..')", file_name));
}

// With fsync a folder that is made survives, too: each is an entry of its parent.
void make_folder(const std::filesystem::path& folder, bool fsync) {
    std::error_code failure;
    std::vector<std::filesystem::path> parents;
    for (auto missing = std::filesystem::absolute(folder, failure);
         fsync && !missing.empty() && !std::filesystem::exists(missing, failure);
         missing = missing.parent_path())
        parents.push_back(missing.parent_path());
    std::filesystem::create_directories(folder, failure);
    if (failure) throw storage_failure(failure.value(), "create the folder", folder.native());
    for (const auto& parent : parents) {
        const unique_fd entry(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!entry || ::fsync(entry.get()) != 0)
            throw storage_failure(errno, "flush the folder", parent.native());
    }
}

unique_fd open_folder(const std::filesystem::path& folder, bool fsync) {
    make_folder(folder, fsync);
    unique_fd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) throw storage_failure(errno, "open the folder", folder.native());
    // Each save would find out as well, but only after its download.
    if (::faccessat(directory.get(), ".", W_OK | X_OK, AT_EACCESS) != 0)
        throw storage_failure(errno, "write to the folder", folder.native());
    return directory;
}

/// Returns errno, or 0 when all is written and closed. A failed close(2) is a failed write: network file
/// systems report there what they could not store.
int write_file(unique_fd file, std::string_view bytes, bool fsync) {
    while (!bytes.empty()) {
        const auto written = ::write(file.get(), bytes.data(), bytes.size());
        if (written >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            return errno;
    }
    if (fsync && ::fsync(file.get()) != 0) return errno;
    return ::close(file.release()) == 0 ? 0 : errno;
}

struct part {
    std::string name;
    unique_fd file;
};

// A new file that this process has locked, where the file system has locks: without one a sweep leaves it alone, too.
part make_part(int directory, mode_t permissions, std::uint64_t boot, const std::filesystem::path& folder) {
    // A name is taken only by chance, and a sweep is faster than the lock rarely.
    constexpr int tries = 10;
    for (int left = tries;; --left) {
        part made{.name = new_temporary_name(boot), .file = {}};
        made.file.reset(
            ::openat(directory, made.name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, permissions));
        if (!made.file && (errno != EEXIST || left == 1))
            throw storage_failure(errno, "create a file in the folder", folder.native());
        if (!made.file) continue;
        // Between the two calls a sweep may have taken the file for a left-over one. Nobody else makes a file of this name.
        const bool is_locked_out = ::flock(made.file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        if (left == 1 ||
            (!is_locked_out && ::faccessat(directory, made.name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0))
            return made;
    }
}

} // namespace

bool is_plain_file_name(std::string_view text) noexcept {
    return !text.empty() && text != "." && text != ".." && !text.contains('/') && !text.contains('\0');
}

bool is_path_below(std::string_view text) noexcept {
    while (true) {
        const std::size_t end = std::min(text.find('/'), text.size());
        if (!is_plain_file_name(text.substr(0, end))) return false;
        if (end == text.size()) return true;
        text.remove_prefix(end + 1);
    }
}

store::store(const std::filesystem::path& folder, store_options options)
    : folder_(std::make_shared<const opened_folder>(folder, options, open_folder(folder, options.fsync),
                                                    this_boot())) {}

void store::save(const std::string& file_name, std::string_view bytes) const {
    check_name(file_name, folder_->options.takes_paths);
    const int directory = folder_->descriptor.get();
    const std::size_t slash = file_name.rfind('/');
    const unique_fd below =
        slash == std::string::npos ? unique_fd() : make_folder(file_name.substr(0, slash));
    const int target_directory = below ? below.get() : directory;
    const char* const name = file_name.c_str() + (slash + 1); // npos + 1 is 0
    auto [temporary, file] = make_part(directory, folder_->options.permissions, folder_->boot, folder_->path);
    // The lock ends with the last descriptor, and a sweep must not find the file without it before it has its final name.
    const unique_fd locked(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
    int failure = locked ? write_file(std::move(file), bytes, folder_->options.fsync) : errno;
    if (failure == 0 && ::renameat(directory, temporary.c_str(), target_directory, name) != 0)
        failure = errno;
    if (failure != 0) {
        // What even this leaves behind is for the next run's sweep().
        ::unlinkat(directory, temporary.c_str(), 0);
        throw storage_failure(failure, "save", (folder_->path / file_name).native());
    }
    if (folder_->options.fsync) flush_folders_of(file_name);
}

// That of the file, and those in which its own may have just been made: by this call or by another thread's.
void store::flush_folders_of(const std::string& file_name) const {
    const auto flush = [this](int folder, const std::string& path) {
        if (::fsync(folder) != 0)
            throw storage_failure(errno, "flush the folder", (folder_->path / path).native());
    };
    for (auto slash = file_name.rfind('/'); slash != std::string::npos;
         slash = file_name.rfind('/', slash - 1)) {
        const std::string path = file_name.substr(0, slash);
        const auto folder = open_folder_beneath(folder_->descriptor.get(), path);
        if (!folder)
            throw storage_failure(folder.error(), "open the folder", (folder_->path / path).native());
        flush(folder->get(), path);
    }
    flush(folder_->descriptor.get(), "");
}

unique_fd store::make_folder(const std::string& path) const {
    auto made = make_folder_beneath(folder_->descriptor.get(), path);
    if (!made) throw storage_failure(made.error(), "create the folder", (folder_->path / path).native());
    return std::move(*made);
}

bool store::holds(const std::string& file_name, const saved_copy& copy) const {
    // The size answers most questions without reading.
    if (!is_path_below(file_name)) return false;
    const std::size_t slash = file_name.rfind('/');
    int directory = folder_->descriptor.get();
    unique_fd below;
    if (slash != std::string::npos) {
        auto opened = open_folder_beneath(directory, file_name.substr(0, slash));
        if (!opened) return false;
        below = std::move(*opened);
        directory = below.get();
    }
    // Without O_NONBLOCK a named pipe of that name would wait for a writer.
    const unique_fd file(
        ::openat(directory, file_name.c_str() + (slash + 1), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    struct stat facts{};
    if (!file || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode) ||
        static_cast<std::uint64_t>(facts.st_size) != copy.size)
        return false;
    sha256 hash;
    std::array<char, std::size_t{64} << 10U> piece; // NOLINT(*-member-init): read(2) fills it
    while (true) {
        const ssize_t count = ::read(file.get(), piece.data(), piece.size());
        if (count == 0) return hash.hex() == copy.sha256;
        if (count > 0)
            hash.add({piece.data(), static_cast<std::size_t>(count)});
        else if (errno != EINTR)
            return false;
    }
}

} // namespace flags::fetch
