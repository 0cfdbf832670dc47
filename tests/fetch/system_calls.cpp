// These take the place of the C library's in this program. Those of the C library itself and of the sanitizers are not seen.
#include "fetch/system_calls.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace flags::test {

std::function<int(std::string_view call)> before_each_call;
std::function<void(const disk_change&)> after_each_change;

namespace {

// The C library's own, behind this program's.
template <class Function>
Function* library(Function* /*stand_in*/, const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int told_to(std::string_view call) { return before_each_call ? before_each_call(call) : 0; }

// What the call gives, unless it is told to fail.
template <class Function, class Result, class... Arguments>
Result call(const char* name, Function* stand_in, Result failed, Arguments... arguments) {
    const int error = told_to(name);
    // A signal may come between close(2)'s work and its end; the descriptor is gone in any case.
    const bool happens = error == 0 || std::string_view(name) == "close";
    const Result result = happens ? library(stand_in, name)(arguments...) : failed;
    if (error == 0) return result;
    errno = error;
    return failed;
}

// The same for a call that may do half of its work.
template <class Function, class Byte>
ssize_t transfer(const char* name, Function* stand_in, int file, Byte* bytes, std::size_t size) {
    const int told = told_to(name);
    if (told <= 0) return library(stand_in, name)(file, bytes, told == only_half ? (size + 1) / 2 : size);
    errno = told;
    return -1;
}

// `result` is that of the call.
int changed(int result, const disk_change& change) {
    if (result >= 0 && after_each_change) after_each_change(change);
    return result;
}

} // namespace
} // namespace flags::test

using flags::test::call;
using flags::test::changed;

// NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): as the C library declares them
extern "C" int open(const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    const int file = call("open", &::open, -1, path, flags, mode);
    return changed(file, {.call = "open", .file = file, .folder = AT_FDCWD, .name = path});
}

extern "C" int openat(int folder, const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    const int file = call("openat", &::openat, -1, folder, path, flags, mode);
    return changed(file, {.call = "openat", .file = file, .folder = folder, .name = path});
}

extern "C" int fcntl(int file, int command, ...) {
    std::va_list rest;
    va_start(rest, command);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    return call("fcntl", &::fcntl, -1, file, command, argument);
}
// NOLINTEND(cppcoreguidelines-pro-type-vararg)

extern "C" ssize_t read(int file, void* bytes, std::size_t size) {
    return flags::test::transfer("read", &::read, file, bytes, size);
}

extern "C" ssize_t write(int file, const void* bytes, std::size_t size) {
    const ssize_t count = flags::test::transfer("write", &::write, file, bytes, size);
    if (count > 0)
        changed(0, {.call = "write",
                    .file = file,
                    .folder = AT_FDCWD,
                    .bytes = {static_cast<const char*>(bytes), static_cast<std::size_t>(count)}});
    return count;
}

extern "C" ssize_t pread(int file, void* bytes, std::size_t size, off_t at) {
    return call("pread", &::pread, ssize_t{-1}, file, bytes, size, at);
}

extern "C" ssize_t getrandom(void* bytes, std::size_t size, unsigned flags) {
    return call("getrandom", &::getrandom, ssize_t{-1}, bytes, size, flags);
}

// No disk is waited for: which calls are made is tested here.
extern "C" int fsync(int file) {
    const int told = flags::test::told_to("fsync");
    if (told == 0) return changed(0, {.call = "fsync", .file = file, .folder = AT_FDCWD});
    errno = told;
    return -1;
}

extern "C" int close(int file) { return call("close", &::close, -1, file); }

extern "C" int flock(int file, int operation) noexcept {
    return call("flock", &::flock, -1, file, operation);
}

extern "C" int fstat(int file, struct stat* facts) noexcept {
    return call("fstat", static_cast<int (*)(int, struct stat*)>(&::fstat), -1, file, facts);
}

extern "C" int fstatat(int folder, const char* path, struct stat* facts, int flags) noexcept {
    return call("fstatat", &::fstatat, -1, folder, path, facts, flags);
}

extern "C" int faccessat(int folder, const char* path, int mode, int flags) noexcept {
    return call("faccessat", &::faccessat, -1, folder, path, mode, flags);
}

extern "C" int mkdir(const char* path, mode_t mode) noexcept {
    return changed(call("mkdir", &::mkdir, -1, path, mode),
                   {.call = "mkdir", .folder = AT_FDCWD, .name = path});
}

extern "C" int mkdirat(int folder, const char* path, mode_t mode) noexcept {
    return changed(call("mkdirat", &::mkdirat, -1, folder, path, mode),
                   {.call = "mkdirat", .folder = folder, .name = path});
}

extern "C" int renameat(int from, const char* old_path, int to, const char* new_path) noexcept {
    return changed(
        call("renameat", &::renameat, -1, from, old_path, to, new_path),
        {.call = "renameat", .folder = from, .name = old_path, .new_folder = to, .new_name = new_path});
}

extern "C" int unlinkat(int folder, const char* path, int flags) noexcept {
    return changed(call("unlinkat", &::unlinkat, -1, folder, path, flags),
                   {.call = "unlinkat", .folder = folder, .name = path});
}

extern "C" DIR* opendir(const char* path) {
    return call("opendir", &::opendir, static_cast<DIR*>(nullptr), path);
}

extern "C" struct dirent* readdir(DIR* folder) {
    return call("readdir", &::readdir, static_cast<struct dirent*>(nullptr), folder);
}
