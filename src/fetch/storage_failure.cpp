// The table of reasons; for any other the sentence has the system's own words.
#include "fetch/storage_failure.hpp"

#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <string>

namespace flags::fetch {
namespace {

std::string reason_and_remedy(int errno_value) {
    switch (errno_value) {
    case EACCES:
    case EPERM:
        return "no permission: choose a folder that you may read and write";
    case EROFS:
        return "the file system is read-only: choose another folder";
    case ENOSPC:
        return "the disk is full: free some space or choose another folder";
    case EDQUOT:
        return "your disk quota is used up: free some space or choose another folder";
    case EFBIG:
        return "the file size limit is reached: raise it (ulimit -f)";
    case EISDIR:
        return "a folder of that name is in the way: remove it or choose another folder";
    case ENOTDIR:
        return "a part of this path is a file and not a folder: choose another folder";
    case EXDEV:
    case ELOOP:
        return "a link or another disk is in the way: files stay below the folder, on its disk";
    case ENOENT:
        return "there is no such folder (any more): check the path";
    case ENAMETOOLONG:
        return "the name is too long for the file system: choose a shorter one";
    case EMFILE:
    case ENFILE:
        return "too many files are open: raise the limit (ulimit -n) or download fewer at once";
    default:
        return std::generic_category().message(errno_value) + ": check the disk or choose another folder";
    }
}

} // namespace

storage_error storage_failure(int errno_value, std::string_view action, std::string_view path) {
    return {errno_value, fmt::format("cannot {} {}: {}", action, path, reason_and_remedy(errno_value))};
}

} // namespace flags::fetch
