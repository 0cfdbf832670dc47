// openat2 by its number, because glibc 2.36 has no wrapper for it.
#include "base/open_beneath.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace flags {
namespace {

constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr int folder_flags = O_RDONLY | O_CLOEXEC | O_DIRECTORY;

std::expected<unique_fd, int> owned(long fd) {
    if (fd < 0) return std::unexpected(errno);
    return unique_fd(static_cast<int>(fd));
}

std::expected<unique_fd, int> open_stepwise(int folder, const std::string& path, int last_flags) {
    unique_fd parent;
    std::size_t begin = 0;
    while (true) {
        const std::size_t slash = path.find('/', begin);
        const bool is_last = slash == std::string::npos;
        const std::string component = path.substr(begin, is_last ? slash : slash - begin);
        if (component == "..") return std::unexpected(EXDEV);
        const int flags = is_last ? last_flags : O_PATH | O_DIRECTORY | O_CLOEXEC;
        auto next = owned(::openat(parent ? parent.get() : folder, component.c_str(), flags | O_NOFOLLOW));
        if (!next || is_last) return next;
        parent = std::move(*next);
        begin = slash + 1;
    }
}

std::expected<unique_fd, int> open_resolved(int folder, const std::string& path, int flags) {
    open_how how{};
    how.flags = static_cast<decltype(how.flags)>(flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    auto file = owned(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
    // EPERM is how older seccomp filters refuse calls they do not know; EAGAIN is a rename that came between.
    if (!file && (file.error() == ENOSYS || file.error() == EPERM || file.error() == EAGAIN))
        return open_stepwise(folder, path, flags);
    return file;
}

} // namespace

std::expected<unique_fd, int> open_beneath(int folder, const std::string& path) {
    return open_resolved(folder, path, read_flags);
}

std::expected<unique_fd, int> open_beneath_stepwise(int folder, const std::string& path) {
    return open_stepwise(folder, path, read_flags);
}

std::expected<unique_fd, int> open_folder_beneath(int folder, const std::string& path) {
    return open_resolved(folder, path, folder_flags);
}

std::expected<unique_fd, int> make_folder_beneath(int folder, const std::string& path) {
    auto whole = open_folder_beneath(folder, path);
    if (whole || whole.error() != ENOENT) return whole;
    unique_fd parent;
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string component = path.substr(begin, end - begin);
        // Another thread may make it meanwhile; what else has the name is found out by opening it.
        if (::mkdirat(parent ? parent.get() : folder, component.c_str(), 0777) != 0 && errno != EEXIST)
            return std::unexpected(errno);
        auto next = open_folder_beneath(folder, path.substr(0, end));
        if (!next || end == path.size()) return next;
        parent = std::move(*next);
        begin = end + 1;
    }
}

} // namespace flags
