// mkdtemp in, remove_all out.
#include "support/temp_dir.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>

namespace flags::test {

temp_dir::temp_dir() : temp_dir(std::filesystem::temp_directory_path()) {}

temp_dir::temp_dir(const std::filesystem::path& parent) {
    std::string name = parent / "flags-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
    path_ = std::move(name);
}

temp_dir::~temp_dir() {
    std::error_code failure;
    std::filesystem::remove_all(path_, failure);
    if (failure) std::fprintf(stderr, "cannot remove %s: %s\n", path_.c_str(), failure.message().c_str());
}

} // namespace flags::test
