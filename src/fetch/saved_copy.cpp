// Is the file in the folder still the one that was saved? Size first: it answers most questions without reading.
#include "fetch/sha256.hpp"

#include <flags/base/unique_fd.hpp>
#include <flags/fetch/store.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace flags::fetch {

bool store::holds(const std::string& file_name, const saved_copy& copy) const {
    if (!is_plain_file_name(file_name)) return false;
    // Without O_NONBLOCK a named pipe of that name would wait for a writer.
    const unique_fd file(::openat(folder_->descriptor.get(), file_name.c_str(),
                                  O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
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
