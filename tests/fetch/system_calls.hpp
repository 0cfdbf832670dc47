// Stand-ins for the system calls with which files are saved, so that a test decides which of them fails, and how.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace flags::test {

/// What a stand-in of read and write is told to do instead of failing: as much as half of what was asked for.
inline constexpr int only_half = -1;

/// Asked before each call of a stand-in, with the name of its manual page: 0 lets it happen, any other number is the errno
/// with which it fails, or only_half. Without a function each call happens. Threads: one.
extern std::function<int(std::string_view call)> before_each_call;

/// What a call has done to the disk: open and openat, mkdir, write, fsync, renameat within a folder, unlinkat.
struct disk_change {
    std::string_view call;
    int file = -1; ///< that was opened, written to or flushed
    int folder;    ///< of the name, or AT_FDCWD
    std::string name{};
    int new_folder = -1; ///< of the new name
    std::string new_name{};
    std::string bytes{};
};

/// Told of each call that has succeeded. Threads: one.
extern std::function<void(const disk_change&)> after_each_change;

} // namespace flags::test
