// mkdtemp in, remove_all out.
#include "process/temp_dir.hpp"

#include "base/controls.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <linux/magic.h>
#include <random>
#include <string>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

namespace flags::process {

temp_dir::temp_dir() : temp_dir(std::filesystem::temp_directory_path()) {}

temp_dir::temp_dir(const std::filesystem::path& parent) {
    std::string name = parent / "flags-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
    path_ = std::move(name);
}

temp_dir temp_dir::later(const std::filesystem::path& parent) {
    std::random_device draw;
    return temp_dir(name_only{parent / ("flags-" + std::to_string(draw()) + std::to_string(draw()))});
}

void make_private_folder(const std::filesystem::path& path) {
    if (::mkdir(path.c_str(), S_IRWXU) != 0) throw std::system_error(errno, std::generic_category(), path);
}

temp_dir::~temp_dir() {
    std::error_code failure;
    std::filesystem::remove_all(path_, failure);
    if (failure)
        std::fprintf(stderr, "cannot remove %s: %s\n", without_controls(path_).c_str(),
                     failure.message().c_str());
}

bool is_tmpfs(const std::filesystem::path& folder) {
    struct statfs system{};
    return ::statfs(folder.c_str(), &system) == 0 && system.f_type == TMPFS_MAGIC;
}

std::filesystem::path fastest_temp_parent() {
    const std::filesystem::path shared_memory = "/dev/shm";
    const bool usable = is_tmpfs(shared_memory) && ::access(shared_memory.c_str(), W_OK) == 0;
    return usable ? shared_memory : std::filesystem::temp_directory_path();
}

} // namespace flags::process
