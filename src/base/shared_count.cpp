// mmap(2); the kernel fills the page with zeros.
#include "base/shared_count.hpp"

#include <flags/base/error.hpp>

#include <cerrno>
#include <new>
#include <sys/mman.h>

namespace flags {

shared_count::shared_count() {
    void* const page =
        ::mmap(nullptr, sizeof *count_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) throw_errno<machine_error>(errno, "cannot share memory with a child");
    count_ = new (page) std::atomic<std::uint64_t>(0);
}

shared_count::~shared_count() { ::munmap(count_, sizeof *count_); }

} // namespace flags
