// openat2 by its number, because glibc 2.36 has no wrapper for it.
#include "base/open_beneath.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace flags {
namespace {

constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

std::expected<unique_fd, int> owned(long fd) {
    if (fd < 0) return std::unexpected(errno);
    return unique_fd(static_cast<int>(fd));
}

} // namespace

std::expected<unique_fd, int> open_beneath(int folder, const std::string& path) {
    open_how how{};
    how.flags = read_flags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    auto file = owned(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
    // EPERM is how older seccomp filters refuse calls they do not know; EAGAIN is a rename that came between.
    if (!file && (file.error() == ENOSYS || file.error() == EPERM || file.error() == EAGAIN))
        return open_beneath_stepwise(folder, path);
    return file;
}

std::expected<unique_fd, int> open_beneath_stepwise(int folder, const std::string& path) {
    unique_fd parent;
    std::size_t begin = 0;
    while (true) {
        const std::size_t slash = path.find('/', begin);
        const bool is_last = slash == std::string::npos;
        const std::string component = path.substr(begin, is_last ? slash : slash - begin);
        if (component == "..") return std::unexpected(EXDEV);
        const int flags = is_last ? read_flags : O_PATH | O_DIRECTORY | O_CLOEXEC;
        auto next = owned(::openat(parent ? parent.get() : folder, component.c_str(), flags | O_NOFOLLOW));
        if (!next || is_last) return next;
        parent = std::move(*next);
        begin = slash + 1;
    }
}

} // namespace flags
